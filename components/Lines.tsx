import {Box, Text, Transform, useIsScreenReaderEnabled} from 'ink';

interface Props {
  /** Clean and no wider than `width`: see `truncate`. */
  lines: readonly string[];
  width: number;
}

/**
 * Ready lines, put on the screen past Ink's measuring. Ink measures each text in each frame, slowly when it is not
 * ASCII, and never forgets one it has measured. So it measures a stand-in of as many lines, and the real ones take its
 * place when it writes: new lines cost no layout and leave nothing behind.
 */
export function Lines({lines, width}: Props) {
  const isSpoken = useIsScreenReaderEnabled();
  if (lines.length === 0 || !(width >= 1)) return null;
  if (isSpoken) return <Text>{lines.join('\n')}</Text>;
  return (
    <Box width={width} height={lines.length} flexShrink={0}>
      <Transform transform={(_, at) => lines[at] ?? ''}>{standIn(lines.length)}</Transform>
    </Box>
  );
}

function standIn(count: number): string {
  return '.\n'.repeat(count - 1) + '.';
}
