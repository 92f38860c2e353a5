import {type Attempt, isOfAgent} from '../src/agents/attempts.js';
import {usageFacts, usageLine} from '../src/agents/tell-usage.js';
import {formatAge, formatClock} from '../src/formats.js';
import {showPriority} from '../src/tasks/priority.js';
import type {ListedTask} from '../state/task-list.js';
import type {Task} from '../state/tasks.js';
import {factLines} from './fact-lines.js';
import type {Line} from './page-lines.js';
import {clean} from './text.js';
import type {Meaning, Theme} from './theme.js';

interface TaskKnown {
  attempts: readonly Attempt[];
  why: string | undefined;
  branch: string | undefined;
  /** What was backed up before it worked in the project folder, and what can be done with it; in words. */
  guard?: {kept: string; rollback: string | undefined} | undefined;
}

/** All that is known of a task. */
export function taskFactLines(
  task: Task,
  {attempts, why, branch, guard}: TaskKnown,
  now: number,
  {states}: Theme,
): Line[] {
  const last = attempts.findLast(isOfAgent);
  const look = states[task.state];
  const age = (at: number | null): string | null => (at === null ? null : formatAge(at, now));
  return factLines([
    ['state', `${look.glyph} ${task.state}`, look.meaning],
    ['why', why],
    ['priority', showPriority(task.priority)],
    ['agent', task.agent ?? task.wantedAgent],
    ['chosen', last?.whyAgent],
    ...(last ? usageFacts(last) : []),
    ['command', task.run],
    ['check', task.check],
    ['instructions', task.instructions],
    ['files', task.files.join(', ')],
    ['inputs', task.inputs.join(', ')],
    ['outputs', task.outputs.join(', ')],
    ['skills', task.skills.join(', ')],
    ['time limit', task.timeoutMs === null ? null : formatClock(task.timeoutMs)],
    ['budget', task.budget],
    ['workspace', task.workspace],
    ['branch', branch],
    ['backup', guard?.kept],
    ['put back', guard?.rollback],
    ['review', task.review],
    ['node', task.node],
    ['retries', retriesUsed(task)],
    ['attempts', task.attempt === 0 ? 'none yet' : String(task.attempt)],
    ['added', age(task.createdAt)],
    ['started', age(task.startedAt)],
    ['ended', age(task.endedAt)],
  ]);
}

/** The last failure asks for a retry that there is not. */
const retriesUsed = ({failures, retries}: {failures: number; retries: number}): string =>
  `${Math.min(failures, retries)} of ${retries} retries used`;

/** What one wants to know first. */
export function taskBriefLines(task: ListedTask, why: string | undefined, now: number, {states}: Theme): Line[] {
  const look = states[task.state];
  const time = task.state === 'running' && task.startedAt !== null ? ` for ${formatClock(now - task.startedAt)}` : '';
  return factLines([
    ['state', `${look.glyph} ${task.state}${time}`, look.meaning],
    ['why', task.state === 'done' ? null : why],
    ['command', task.run],
    ['attempt', task.attempt > 1 || task.failures > 0 ? `${task.attempt}, ${retriesUsed(task)}` : null],
    ['ended', task.endedAt === null ? null : formatAge(task.endedAt, now)],
  ]);
}

/** Each attempt: when, how long, by whom and how it ended; of an agent's, what it took and why it was this one. */
export const attemptLines = (attempts: readonly Attempt[], now: number): Line[] =>
  attempts.flatMap((attempt) => [
    [
      {text: `${String(attempt.attempt).padStart(3)}  `, meaning: 'muted'},
      {text: attempt.state.padEnd(12), meaning: meaningOf(attempt.state)},
      {
        text: `${attempt.agent.padEnd(9)}${formatClock((attempt.endedAt ?? now) - attempt.startedAt).padStart(7)}  `,
        meaning: 'plain',
      },
      {text: `${formatAge(attempt.endedAt ?? attempt.startedAt, now)}  `, meaning: 'muted'},
      {text: clean(attempt.why ?? ''), meaning: 'plain'},
    ],
    ...(isOfAgent(attempt) ? [below(usageLine(attempt))] : []),
    ...(attempt.whyAgent === null ? [] : [below(`chosen: ${attempt.whyAgent}`)]),
  ]);

const below = (text: string): Line => [{text: `     ${clean(text)}`, meaning: 'muted'}];

const meaningOf = (state: Attempt['state']): Meaning =>
  state === 'done' ? 'good' : state === 'failed' ? 'bad' : state === 'running' ? 'busy' : 'warn';
