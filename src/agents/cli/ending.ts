import type {AgentEnd, AgentLimits, Usage} from '../agent.js';
import {classify, isSessionLost} from '../failures.js';
import type {Left} from '../family.js';
import type {CliDriver, TheEnd} from './driver.js';

/** What of a program its end is judged by. */
export type Judged = Pick<CliDriver, 'program' | 'exitCodes' | 'isAnyCommand'>;

/** All that is known when a program has left. */
export interface Known {
  left: Left;
  /** What it said of its end; undefined when it said nothing. */
  end: TheEnd | undefined;
  /** Why it was ended before it was done. */
  stopped: (AgentEnd & {isOk: false}) | undefined;
  /** It had said its end and did not leave, so it was made to. */
  wasMadeToLeave: boolean;
  /** What it answered so far. */
  answer: string;
  /** Its last words on stderr, or those that were no events. */
  words: string;
  session: string | undefined;
}

/** It succeeded when it said so, said no error, and left with 0 or had to be made to leave. */
export function judge(driver: Judged, known: Known, now: number): AgentEnd {
  const end = known.stopped ?? outcome(driver, known, now);
  const isLost = !end.isOk && isSessionLost(`${end.why}\n${known.words}`);
  return known.session === undefined || isLost ? end : {...end, session: known.session};
}

function outcome(driver: Judged, {left, end, wasMadeToLeave, answer, words}: Known, now: number): AgentEnd {
  if (end?.isOk && (wasMadeToLeave || left.exitCode === 0)) return {isOk: true, answer: end.answer ?? answer};
  if (!end && driver.isAnyCommand && left.exitCode === 0) return {isOk: true, answer};
  if (end?.isOk) return {isOk: false, failure: 'failed', why: `it said it was done, but ${howItLeft(left)}`};
  if (end?.failure !== undefined) {
    const {failure, until, why = 'it said that it failed'} = end;
    return {isOk: false, failure, why, ...(until !== undefined && {until})};
  }
  return whyNot(driver, left, end?.why, words, now);
}

/** Its own words say most; then its exit code; then what it said beside. */
function whyNot(driver: Judged, left: Left, said: string | undefined, words: string, now: number): AgentEnd {
  const bySaid = classify(said ?? '', now);
  if (said !== undefined && bySaid.failure !== 'failed') return {isOk: false, ...bySaid, why: cut(said)};
  const byCode = left.exitCode === null ? undefined : driver.exitCodes?.[left.exitCode];
  const byWords = classify(words, now);
  const why = said ?? (tellingLine(words, now) || `it ${howItLeft(left)}`);
  if (byCode?.failure === 'limited' && byWords.failure === 'limited') return {isOk: false, ...byWords, why: byCode.why};
  if (byCode) return {isOk: false, failure: byCode.failure, why: said ?? byCode.why};
  return {isOk: false, ...byWords, why: cut(why)};
}

const howItLeft = ({exitCode, signal}: Left): string => {
  if (signal !== null) return `was ended by ${signal}`;
  return exitCode === 0 ? 'left without a result' : `left with exit code ${exitCode}`;
};

/** The line that says what it is, or the last one: below the reason there is often a stack or a hint. */
function tellingLine(words: string, now: number): string {
  const lines = words.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.find((line) => classify(line, now).failure !== 'failed');
  const error = lines.find((line) => /^\W*(error|fatal)\b/i.test(line));
  return (telling ?? error ?? lines.at(-1) ?? '').trim();
}

const cut = (text: string): string => text.trim().slice(0, 500);

/** It went on for too long without a sign of life. What it complained about before tells why. */
export function silent(
  driver: Judged,
  ms: number,
  before: 'it began' | 'it went on',
  complaint: string,
  now: number,
): AgentEnd & {isOk: false} {
  const why = `${driver.program} said nothing for ${formatSeconds(ms)} before ${before}`;
  if (complaint === '') return {isOk: false, failure: 'unreachable', why};
  const {failure, ...until} = classify(complaint, now);
  return {
    isOk: false,
    failure: failure === 'failed' ? 'unreachable' : failure,
    why: `${why}; last it said: ${cut(complaint)}`,
    ...until,
  };
}

const formatSeconds = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`);

/** The budget that is used up, in words. */
export function overBudget(usage: Usage | undefined, steps: number, limits: AgentLimits): string | undefined {
  const tokens = usage === undefined ? 0 : usage.inputTokens + usage.outputTokens;
  if (limits.tokens !== undefined && tokens > limits.tokens) return `it used ${tokens} of ${limits.tokens} tokens`;
  const cost = usage?.costUsd;
  if (limits.costUsd !== undefined && cost !== undefined && cost > limits.costUsd)
    return `it spent $${cost.toFixed(2)} of $${limits.costUsd.toFixed(2)}`;
  return limits.steps !== undefined && steps > limits.steps ? `it took more than ${limits.steps} steps` : undefined;
}
