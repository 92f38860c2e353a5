import type {Attempt} from '../agents/attempts.js';
import {usageFacts} from '../agents/tell-usage.js';
import type {TranscriptLine} from '../agents/transcript.js';
import {rowsOf, signs} from '../agents/transcript-rows.js';
import {formatClock} from '../formats.js';
import {showLocalTime} from '../local-time.js';
import {plain} from '../plain.js';

/** A prompt is told whole; what a tool answers is for the agent. `--json` has all of it. */
const FOLD = {prompt: Number.POSITIVE_INFINITY, result: 20};
const TIME_WIDTH = 8;

/** An event with its moment; empty for one that says nothing. */
export const eventText = (line: TranscriptLine): string =>
  rowsOf(line, FOLD)
    .map(({kind, at, text, isMore}) => {
      const time = isMore ? ' '.repeat(TIME_WIDTH) : showLocalTime(at).slice(-TIME_WIDTH);
      return `${time}  ${signs[kind]} ${text}`.trimEnd();
    })
    .join('\n');

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** The last line of a transcript, for scripts. */
export const endJson = ({task, attempt, agent, state, startedAt, endedAt, why, whyAgent, usage}: Attempt) => ({
  type: 'end',
  ...{task, attempt, agent, state, startedAt: iso(startedAt), endedAt: iso(endedAt)},
  tookMs: endedAt === null ? null : endedAt - startedAt,
  ...{why, whyAgent},
  ...(usage ?? {session: null, model: null, version: null, inputTokens: null, outputTokens: null, costUsd: null}),
});

/** How it ended and what it took; what a vendor does not say is said to be unknown. */
export function endText(attempt: Attempt, now: number): string {
  const {state, startedAt, endedAt, why, whyAgent} = attempt;
  const took = formatClock((endedAt ?? now) - startedAt);
  const facts: [string, string | null][] = [
    ['state', endedAt === null ? `running for ${took}` : `${state} after ${took}${why === null ? '' : `: ${why}`}`],
    ['chosen', whyAgent],
    ...usageFacts(attempt),
  ];
  return [
    '',
    ...facts.filter(([, value]) => value !== null).map(([key, value]) => `${key.padEnd(9)} ${plain(value ?? '')}`),
  ].join('\n');
}
