import {type DepWithState, listDependents, listNeeds} from '../../state/deps.js';
import {askedFile, readAsked} from '../../state/output.js';
import type {Task} from '../../state/tasks.js';
import {readWorkspace} from '../../state/workspaces.js';
import {type Attempt, isOfAgent, listAttempts} from '../agents/attempts.js';
import {usageLine} from '../agents/tell-usage.js';
import {formatAge, formatClock} from '../formats.js';
import {plain} from '../plain.js';
import {queueFacts, whyIdle} from '../tasks/describe.js';
import {showPriority} from '../tasks/priority.js';
import type {QueueFacts} from '../tasks/why.js';
import type {World} from '../world.js';

export function taskLine(world: World, task: Task, facts: QueueFacts): string {
  const why = whyIdle(task, listNeeds(world.db, task.id), facts);
  const running = task.startedAt === null ? '' : `running for ${formatClock(facts.now - task.startedAt)}`;
  const id = `#${task.id}`.padStart(5);
  return `${id}  ${task.state.padEnd(9)}  ${showPriority(task.priority).padEnd(6)}  ${plain(task.title)}  ·  ${plain(why ?? running)}`;
}

/** All that is known of one task, for a person. */
export function taskText(world: World, task: Task): string {
  const facts = queueFacts(world);
  const needs = listNeeds(world.db, task.id);
  const why = whyIdle(task, needs, facts);
  const rows: [string, string | null][] = [
    ['state', `${task.state}${why === undefined ? '' : `: ${why}`}`],
    ['priority', showPriority(task.priority)],
    ['agent', task.agent ?? task.wantedAgent],
    ['command', task.run],
    ['check', task.check],
    ['instructions', task.instructions],
    ['after', needs.map(showNeed).join(', ') || null],
    [
      'then',
      listDependents(world.db, task.id)
        .map((dep) => `#${dep.task} ${dep.title}`)
        .join(', ') || null,
    ],
    ['files', task.files.join(', ') || null],
    ['inputs', task.inputs.join(', ') || null],
    ['outputs', task.outputs.join(', ') || null],
    ['skills', task.skills.join(', ') || null],
    ['time limit', task.timeoutMs === null ? null : formatClock(task.timeoutMs)],
    ['budget', task.budget],
    ['workspace', task.workspace],
    ['branch', readWorkspace(world.db, task.id)?.branch ?? null],
    ['review', task.review],
    ['node', task.node],
    ['retries', String(task.retries)],
    ['added', formatAge(task.createdAt, facts.now)],
  ];
  const lines = rows
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `  ${name.padEnd(13)}${plainLines(value ?? '')}`);
  const runs = attemptLines(world, task, facts.now);
  return [`#${task.id} ${plain(task.title)}`, ...lines, ...(runs.length > 0 ? ['', 'attempts', ...runs] : [])].join(
    '\n',
  );
}

const plainLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => plain(line))
    .join(`\n${' '.repeat(15)}`);

const showNeed = (dep: DepWithState): string =>
  `#${dep.needs} ${dep.title} (${dep.state}${dep.kind === 'soft' ? ', whatever its end' : ''})`;

/** Each attempt, the running one too: what an agent took, and what was asked where that is not what the task says now. */
const attemptLines = (world: World, task: Task, now: number): string[] =>
  listAttempts(world, task).flatMap((attempt) => {
    const asked = readAsked(askedFile(world.paths.runs, task.id, attempt.attempt));
    const other = fields.filter((name) => asked && asked[name] !== task[name]);
    return [
      showAttempt(attempt, now),
      ...(isOfAgent(attempt) ? [`       ${plain(usageLine(attempt))}`] : []),
      ...(attempt.whyAgent === null ? [] : [`       chosen: ${plain(attempt.whyAgent)}`]),
      ...other.map((name) => `       ${`${name}:`.padEnd(14)}${plain(asked?.[name] ?? 'none')}`),
    ];
  });

const fields = ['instructions', 'run', 'check'] as const;

function showAttempt({attempt, state, agent, startedAt, endedAt, why}: Attempt, now: number): string {
  const line = `${String(attempt).padStart(3)}  ${state.padEnd(11)}  ${agent}  ${formatClock((endedAt ?? now) - startedAt)}`;
  return `  ${line}${why ? `  ${plain(why)}` : ''}`;
}
