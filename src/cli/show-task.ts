import {type DepWithState, isMet, listDependents, listNeeds} from '../../state/deps.js';
import {readEngineLock} from '../../state/locks.js';
import {readMeta} from '../../state/meta.js';
import {listRuns, type Run} from '../../state/runs.js';
import {countTasks, type Task} from '../../state/tasks.js';
import {formatAge, formatClock} from '../formats.js';
import {plain} from '../plain.js';
import {isOwnerAlive} from '../processes.js';
import {showPriority} from '../tasks/priority.js';
import {type QueueFacts, whyNotRunning} from '../tasks/why.js';
import type {World} from '../world.js';

export function queueFacts(world: World): QueueFacts {
  const engine = readEngineLock(world.db);
  return {
    now: world.now(),
    hasEngine: engine !== undefined && isOwnerAlive(world.processes, engine.holder) !== false,
    pause: readMeta(world.db, 'pause'),
    running: countTasks(world.db).running,
    maxConcurrentTasks: world.config.maxConcurrentTasks,
  };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** The task as scripts read it; the shape of every command that makes or shows a task. */
export function taskJson(world: World, task: Task, facts = queueFacts(world)) {
  const needs = listNeeds(world.db, task.id);
  return {
    id: task.id,
    state: task.state,
    title: task.title,
    priority: task.priority,
    why: whyNotRunning({...task, openNeeds: openOf(needs)}, facts) ?? null,
    agent: task.agent,
    wantedAgent: task.wantedAgent,
    instructions: task.instructions,
    run: task.run,
    check: task.check,
    after: needs.filter((dep) => dep.kind === 'hard').map((dep) => dep.needs),
    afterEnded: needs.filter((dep) => dep.kind === 'soft').map((dep) => dep.needs),
    skills: task.skills,
    files: task.files,
    inputs: task.inputs,
    outputs: task.outputs,
    retries: task.retries,
    attempt: task.attempt,
    failures: task.failures,
    timeoutMs: task.timeoutMs,
    budget: task.budget,
    workspace: task.workspace,
    review: task.review,
    node: task.node,
    category: task.category,
    createdAt: iso(task.createdAt),
    readyAt: iso(task.readyAt),
    startedAt: iso(task.startedAt),
    endedAt: iso(task.endedAt),
  };
}

const openOf = (needs: readonly DepWithState[]): DepWithState[] => needs.filter((dep) => !isMet(dep));

export function taskLine(world: World, task: Task, facts: QueueFacts): string {
  const why = whyNotRunning({...task, openNeeds: openOf(listNeeds(world.db, task.id))}, facts);
  const running = task.startedAt === null ? '' : `running for ${formatClock(facts.now - task.startedAt)}`;
  const id = `#${task.id}`.padStart(5);
  return `${id}  ${task.state.padEnd(9)}  ${showPriority(task.priority).padEnd(6)}  ${plain(task.title)}  ·  ${plain(why ?? running)}`;
}

/** All that is known of one task, for a person. */
export function taskText(world: World, task: Task): string {
  const facts = queueFacts(world);
  const needs = listNeeds(world.db, task.id);
  const why = whyNotRunning({...task, openNeeds: openOf(needs)}, facts);
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
    ['review', task.review],
    ['node', task.node],
    ['retries', String(task.retries)],
    ['added', formatAge(task.createdAt, facts.now)],
  ];
  const lines = rows
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `  ${name.padEnd(13)}${plainLines(value ?? '')}`);
  const runs = listRuns(world.db, task.id).map((run) => `  ${showRun(run)}`);
  return [`#${task.id} ${plain(task.title)}`, ...lines, ...(runs.length > 0 ? ['', 'attempts', ...runs] : [])].join(
    '\n',
  );
}

const plainLines = (text: string): string =>
  text
    .split('\n')
    .map(plain)
    .join(`\n${' '.repeat(15)}`);

const showNeed = (dep: DepWithState): string =>
  `#${dep.needs} ${dep.title} (${dep.state}${dep.kind === 'soft' ? ', whatever its end' : ''})`;

export function showRun(run: Run): string {
  const took = formatClock(run.endedAt - run.startedAt);
  return `${String(run.attempt).padStart(3)}  ${run.state.padEnd(11)}  ${run.agent}  ${took}${run.why ? `  ${plain(run.why)}` : ''}`;
}
