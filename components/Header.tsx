import {Box, Text} from 'ink';
import {memo} from 'react';
import {formatDuration} from '../src/formats.js';
import type {TaskCounts} from '../state/task-counts.js';
import {useTheme} from './hooks/useTheme.js';
import {pad, truncate, widthOf} from './text.js';

export interface EngineLine {
  isRunning: boolean;
  /** This process leads. */
  isHere: boolean;
  forMs: number;
  pause: string | undefined;
}

interface Props {
  project: string;
  engine: EngineLine;
  counts: TaskCounts;
  /** Already in the words of the screen, such as 14:02. */
  time: string;
  width: number;
}

const SHOWN = ['running', 'ready', 'waiting', 'review', 'held', 'failed', 'done'] as const;

/** One line that answers "is it alive, and how much is there to do". */
export const Header = memo(function Header({project, engine, counts, time, width}: Props) {
  const theme = useTheme();
  const glyph = engine.isRunning ? (engine.pause ? theme.glyphs.partly : theme.glyphs.busy) : theme.glyphs.idle;
  const look = engine.isRunning ? (engine.pause ? theme.style.warn : theme.style.good) : theme.style.muted;
  const state = `${glyph} ${engineWords(engine)}`;
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

function engineWords({isRunning, isHere, forMs, pause}: EngineLine): string {
  if (!isRunning) return 'no engine';
  if (pause) return 'engine paused';
  return `engine ${isHere ? '' : 'elsewhere '}${formatDuration(Math.max(1000, forMs))}`;
}
