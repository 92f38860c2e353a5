import {Box, Text} from 'ink';
import {memo} from 'react';
import type {Flash} from '../state/view.js';
import {keyInAscii} from './ascii.js';
import type {Glyphs} from './glyphs.js';
import type {Hint} from './hints.js';
import {useTheme} from './hooks/useTheme.js';
import {truncate, widthOf} from './text.js';

interface Props {
  /** What only a person can settle, in words; undefined when there is nothing. */
  needsYou: string | undefined;
  flash: Flash | undefined;
  /** The filter while it is typed. */
  typing: string | undefined;
  hints: readonly Hint[];
  width: number;
}

/** Two lines: what needs you, and the keys that work right now. */
export const Footer = memo(function Footer({needsYou, flash, typing, hints, width}: Props) {
  return (
    <Box flexDirection="column">
      <Message needsYou={needsYou} flash={flash} typing={typing} width={width} />
      <Hints hints={hints} width={width} />
    </Box>
  );
});

function Message({needsYou, flash, typing, width}: Omit<Props, 'hints'>) {
  const {style, glyphs} = useTheme();
  const room = width - 4;
  if (typing !== undefined) {
    return (
      <Text>
        {` / ${truncate(typing, room)}`}
        <Text inverse> </Text>
      </Text>
    );
  }
  if (flash && !flash.isQuiet)
    return <Text {...style[flash.tone]}>{` ${signOf(flash, glyphs)} ${truncate(flash.text, room)}`}</Text>;
  return <Standing needsYou={needsYou} flash={flash} room={room} />;
}

/** What needs you stays; beside it is room for what is merely told. */
function Standing({needsYou, flash, room}: Pick<Props, 'needsYou' | 'flash'> & {room: number}) {
  const {style, glyphs} = useTheme();
  const need = needsYou === undefined ? '' : ` ${glyphs.warn} ${truncate(needsYou, room)}`;
  const left = room - widthOf(need) - 2;
  return (
    <Box>
      <Text {...style.warn}>{need}</Text>
      {flash && left > 10 ? (
        <Text
          {...style.muted}
        >{`${need === '' ? ' ' : '   '}${signOf(flash, glyphs)} ${truncate(flash.text, left)}`}</Text>
      ) : (
        <Text> </Text>
      )}
    </Box>
  );
}

const signOf = ({tone}: Flash, {good, bad, separator}: Glyphs): string => ({good, bad, plain: separator})[tone];

/** As many as fit whole, since a hint cut in two would name no key. The last ones, which always hold, come first to it. */
function Hints({hints, width}: Pick<Props, 'hints' | 'width'>) {
  const {style, isAscii} = useTheme();
  const named = isAscii ? hints.map((hint) => ({...hint, key: keyInAscii(hint.key)})) : hints;
  const widthOfHint = ({key, label}: Hint): number => widthOf(key) + widthOf(label) + 3;
  const always = named.filter(({isAlways}) => isAlways);
  let room = width - 1 - always.reduce((sum, hint) => sum + widthOfHint(hint), 0);
  const shown = named.filter((hint) => {
    if (hint.isAlways) return true;
    room -= widthOfHint(hint);
    return room >= 0;
  });
  return (
    <Box>
      <Text> </Text>
      {shown.map(({key, label}) => (
        <Box key={key} marginRight={2}>
          <Text bold>{key}</Text>
          <Text {...style.muted}>{` ${label}`}</Text>
        </Box>
      ))}
    </Box>
  );
}
