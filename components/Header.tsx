import {Box, Text} from 'ink';
import {memo} from 'react';
import {formatDuration} from '../src/formats.js';
import type {Moment} from '../src/live.js';
import type {Overview} from '../state/overview.js';
import {useTheme} from './hooks/useTheme.js';
import {pad, truncate, widthOf} from './text.js';

interface Props {
  project: string;
  moment: Moment;
  /** This process leads. */
  isHere: boolean;
  width: number;
}

const SHOWN = ['running', 'ready', 'waiting', 'review', 'held', 'failed', 'done'] as const;

/** One line that answers "is it alive, and how much is there to do". */
export const Header = memo(function Header({project, moment: {overview, facts, inbox}, isHere, width}: Props) {
  const theme = useTheme();
  const {counts, pause} = overview;
  const glyph = facts.hasEngine ? (pause ? theme.glyphs.partly : theme.glyphs.busy) : theme.glyphs.idle;
  const look = facts.hasEngine ? (pause ? theme.style.warn : theme.style.good) : theme.style.muted;
  const state = `${glyph} ${engineWords(overview, facts.hasEngine, isHere)}`;
  const time = `${inbox.unread > 0 ? `i ${inbox.unread} new  ` : ''}${clockOf(overview.at)}`;
  const tally = SHOWN.filter((one) => counts[one] > 0)
    .map((one) => `${counts[one]} ${one}`)
    .join(` ${theme.glyphs.separator} `);
  const name = truncate(project, Math.max(8, Math.floor(width / 4)));
  const room = width - widthOf(name) - widthOf(state) - widthOf(time) - 17;
  return (
    <Box>
      <Text bold> orkestra</Text>
      <Text>{`  ${name}  `}</Text>
      <Text {...look}>{state}</Text>
      <Text>{pad(`  ${truncate(tally === '' ? 'no tasks' : tally, room)}`, room + 2)}</Text>
      <Text dimColor>{`  ${time}`}</Text>
    </Box>
  );
});

function engineWords({engine, pause, at}: Overview, hasEngine: boolean, isHere: boolean): string {
  if (!hasEngine || !engine) return 'no engine';
  if (pause) return 'engine paused';
  return `engine ${isHere ? '' : 'elsewhere '}${at - engine.takenAt < 60_000 ? 'just started' : formatDuration(at - engine.takenAt)}`;
}

const two = (number: number): string => String(number).padStart(2, '0');

function clockOf(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}
