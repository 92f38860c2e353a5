import {Box, Text} from 'ink';
import {memo} from 'react';
import {formatDuration, formatTokens, formatUsd} from '../src/formats.js';
import type {Moment} from '../src/live.js';
import type {Overview} from '../state/overview.js';
import type {TaskCounts} from '../state/task-counts.js';
import type {Spent} from '../state/usages.js';
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
/** What needs you stands below as well. */
const LEAST_FIRST = ['done', 'review', 'failed', 'held', 'waiting', 'ready'] as const;

/** One line that answers "is it alive, and how much is there to do". */
export const Header = memo(function Header({project, moment: {overview, facts, inbox, spent}, isHere, width}: Props) {
  const theme = useTheme();
  const {counts, pause} = overview;
  const glyph = facts.hasEngine ? (pause ? theme.glyphs.partly : theme.glyphs.busy) : theme.glyphs.idle;
  const look = facts.hasEngine ? (pause ? theme.style.warn : theme.style.good) : theme.style.muted;
  const state = `${glyph} ${engineWords(overview, facts.hasEngine, isHere)}`;
  const time = `${inbox.unread > 0 ? `inbox ${inbox.unread}  ` : ''}${clockOf(overview.at)}`;
  const name = truncate(project, Math.max(8, Math.floor(width / 4)));
  const room = width - widthOf(name) - widthOf(state) - widthOf(time) - 17;
  const between = ` ${theme.glyphs.separator} `;
  const all = tallyOf(counts, Number.POSITIVE_INFINITY, between);
  const money = spentWords(spent, between);
  // How much there is to do goes before what it costs.
  const hasMoney = money !== '' && widthOf(all) + widthOf(money) + 3 <= room;
  const tally = hasMoney ? all : tallyOf(counts, room, between);
  const left = hasMoney ? `  ${pad(tally, room - widthOf(money))}${money}` : `  ${truncate(tally, room)}`;
  return (
    <Box>
      <Text bold> orkestra</Text>
      <Text>{`  ${name}  `}</Text>
      <Text {...look}>{state}</Text>
      <Text>{pad(left, room + 2)}</Text>
      <Text {...theme.style.muted}>{`  ${time}`}</Text>
    </Box>
  );
});

/** Whole words only: where room is scarce, what is said elsewhere is left out first. */
function tallyOf(counts: TaskCounts, room: number, between: string): string {
  const shown = SHOWN.filter((one) => counts[one] > 0);
  const words = (): string => shown.map((one) => `${counts[one]} ${one}`).join(between);
  for (const one of LEAST_FIRST) {
    if (widthOf(words()) <= room) break;
    if (shown.includes(one)) shown.splice(shown.indexOf(one), 1);
  }
  return Object.values(counts).every((count) => count === 0) ? 'no tasks' : words();
}

/** What was taken today; nothing is said of nothing. */
function spentWords({tokens, usd}: Spent, between: string): string {
  const parts = [tokens > 0 ? `${formatTokens(tokens)} tokens` : '', usd > 0 ? formatUsd(usd) : ''];
  return parts.filter((part) => part !== '').join(between);
}

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
