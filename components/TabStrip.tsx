import {Box, Text} from 'ink';
import {memo} from 'react';
import {useTheme} from './hooks/useTheme.js';
import {truncate, widthOf} from './text.js';

export interface Tab {
  name: string;
  /** The key that goes there. */
  key?: string | undefined;
  /** How many things it holds; nothing is said of none. */
  count?: number;
}

interface Props {
  tabs: readonly Tab[];
  current: number;
  width: number;
}

/** Where one is, and what else there is. */
export const TabStrip = memo(function TabStrip({tabs, current, width}: Props) {
  const {glyphs, style} = useTheme();
  let room = width;
  return (
    <Box width={width} height={1}>
      {tabs.map(({name, key, count = 0}, at) => {
        const words = `${key === undefined ? '' : `${key} `}${name}${count > 0 ? ` ${count}` : ''}`;
        const text = truncate(at === current ? `${glyphs.cursor}${words} ` : ` ${words} `, Math.max(0, room), glyphs);
        room -= widthOf(text);
        return text === '' ? null : (
          <Text key={name} {...(at === current ? style.focus : style.plain)}>
            {text}
          </Text>
        );
      })}
    </Box>
  );
});
