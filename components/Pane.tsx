import {Box, Text} from 'ink';
import type {ReactNode} from 'react';
import {useTheme} from './hooks/useTheme.js';
import {topBorder} from './pane-border.js';

export interface PaneProps {
  width: number;
  height: number;
  title: string;
  /** The key that goes there. */
  number?: number;
  /** A word at the right end of the top border. */
  note?: string | undefined;
  isFocused?: boolean;
  children?: ReactNode;
}

/** Columns and rows a pane leaves for what is in it. Nothing is clipped, so the content has to keep to them. */
export function insideOfPane(width: number, height: number): {width: number; height: number} {
  return {width: Math.max(0, width - 4), height: Math.max(0, height - 2)};
}

/** The border is text of our own: Ink's cannot hold a title. */
export function Pane({width, height, title, number, note, isFocused = false, children}: PaneProps) {
  const {glyphs, style} = useTheme();
  if (!(width >= 2) || !(height >= 1)) return null;
  const inside = insideOfPane(width, height);
  const line = isFocused ? style.focus : style.border;
  const top = topBorder({width, title, number, note, isFocused}, glyphs);
  const side = `${glyphs.vertical}\n`.repeat(inside.height).trimEnd();

  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      <Text aria-label={top.label.trim()}>
        <Text {...line}>{top.left}</Text>
        <Text {...style.title}>{top.label}</Text>
        <Text {...line}>{top.fill}</Text>
        {top.note !== '' && <Text {...style.muted}>{top.note}</Text>}
        <Text {...line}>{top.right}</Text>
      </Text>
      {inside.height > 0 && (
        <Box height={inside.height}>
          <Text {...line} aria-hidden>
            {side}
          </Text>
          <Box flexDirection="column" width={width - 2} height={inside.height} paddingX={inside.width > 0 ? 1 : 0}>
            {inside.width > 0 && children}
          </Box>
          <Text {...line} aria-hidden>
            {side}
          </Text>
        </Box>
      )}
      {height > 1 && (
        <Text {...line} aria-hidden>
          {glyphs.bottomLeft + glyphs.horizontal.repeat(width - 2) + glyphs.bottomRight}
        </Text>
      )}
    </Box>
  );
}
