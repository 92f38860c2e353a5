import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {useTheme} from './hooks/useTheme.js';
import {paneHead} from './pane-head.js';

export interface PaneProps {
  width: number;
  height: number;
  title: string;
  /** The key that goes there. */
  number?: number | string | undefined;
  /** A word at the right end of the top border. */
  note?: string | undefined;
  isFocused?: boolean;
  children?: ReactNode;
}

/** Columns and rows a pane leaves for what is in it. Nothing is clipped, so the content has to keep to them. */
export function insideOfPane(width: number, height: number): {width: number; height: number} {
  return {width: Math.max(0, width - 4), height: Math.max(0, height - 2)};
}

/**
 * Ink's border with the words laid over it. The same border as lines of text takes twice the time,
 * because Ink measures text in every frame, and a screen reader would read the lines out.
 */
export function Pane({width, height, title, number, note, isFocused = false, children}: PaneProps) {
  const {glyphs, border, style} = useTheme();
  if (!(width >= 2) || !(height >= 2)) return null;
  const {color, dimColor = false} = isFocused ? style.focus : style.border;
  const inside = insideOfPane(width, height);
  const head = paneHead({room: width - 2, title, number, note, isFocused}, glyphs);

  return (
    <Box
      width={width}
      height={height}
      flexShrink={0}
      borderStyle={border}
      borderDimColor={dimColor}
      {...(color !== undefined && {borderColor: color})}
    >
      <Box position="absolute" marginTop={-1}>
        <Text {...style.title}>{head.label}</Text>
      </Box>
      {head.note !== '' && (
        <Box position="absolute" marginTop={-1} marginLeft={head.noteAt}>
          <Text {...style.muted}>{head.note}</Text>
        </Box>
      )}
      {inside.width > 0 && inside.height > 0 && (
        <Box flexDirection="column" width={inside.width} height={inside.height} marginLeft={1}>
          {children}
        </Box>
      )}
    </Box>
  );
}
