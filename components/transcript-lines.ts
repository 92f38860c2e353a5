import type {Attempt} from '../src/agents/attempts.js';
import {usageFacts} from '../src/agents/tell-usage.js';
import type {TranscriptLine} from '../src/agents/transcript.js';
import {type RowKind, rowsOf, signs} from '../src/agents/transcript-rows.js';
import {formatClock} from '../src/formats.js';
import {showLocalTime} from '../src/local-time.js';
import {factLines} from './fact-lines.js';
import type {Line} from './page-lines.js';
import type {Meaning} from './theme.js';

/** A long prompt is known to whoever wrote it, and what a tool answers is for the agent. */
const FOLD = {prompt: 6, result: 8};
const TIME_WIDTH = 8;

const meanings: Readonly<Record<RowKind, Meaning>> = {
  prompt: 'accent',
  text: 'plain',
  thought: 'muted',
  tool: 'title',
  result: 'plain',
  error: 'bad',
  note: 'muted',
};

/** An event of a transcript: its moment, the sign of its kind, and what it says. */
export const eventLines = (event: TranscriptLine): Line[] =>
  rowsOf(event, FOLD).map(({kind, at, text, isMore}) => [
    {text: `${isMore ? ' '.repeat(TIME_WIDTH) : showLocalTime(at).slice(-TIME_WIDTH)} `, meaning: 'muted'},
    {text: `${signs[kind]} `, meaning: kind === 'error' ? 'bad' : 'muted'},
    {text, meaning: meanings[kind]},
  ]);

export const gapLine = (id: number): Line => [
  {text: `          (left out; \`orkestra task transcript ${id}\` prints all of it)`, meaning: 'muted'},
];

/** How it stands with an attempt and what it took so far. */
export function attemptEndLines(attempt: Attempt, now: number): Line[] {
  const {state, startedAt, endedAt, why, whyAgent} = attempt;
  const took = formatClock((endedAt ?? now) - startedAt);
  return [
    '',
    ...factLines([
      [
        'state',
        endedAt === null ? `running for ${took}` : `${state} after ${took}`,
        state === 'done' ? 'good' : 'plain',
      ],
      ['why', why],
      ['chosen', whyAgent],
      ...usageFacts(attempt),
    ]),
  ];
}
