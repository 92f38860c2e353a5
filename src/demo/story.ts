import {listApprovals} from '../../state/approvals.js';
import {listRuns} from '../../state/runs.js';
import {listTasks, type Task} from '../../state/tasks.js';
import {plain} from '../plain.js';
import type {World} from '../world.js';

export interface Story {
  tasks: {id: number; title: string; state: Task['state']; agent: string | null; attempts: number}[];
  /** Tasks that another agent ended than began. */
  handedOn: number[];
  /** Tasks that failed and were tried again. */
  triedAgain: number[];
  /** What was asked, and the answer. */
  approvals: {subject: string; state: string}[];
  isDone: boolean;
}

/** What became of the demo. */
export function readStory({db}: World): Story {
  const tasks = listTasks(db, {}).sort((one, other) => one.id - other.id);
  const runs = new Map(tasks.map(({id}) => [id, listRuns(db, id)]));
  const having = (state: string): number[] =>
    tasks.filter(({id}) => runs.get(id)?.some((run) => run.state === state)).map(({id}) => id);
  return {
    tasks: tasks.map(({id, title, state, agent, attempt}) => ({id, title, state, agent, attempts: attempt})),
    handedOn: having('handed-back'),
    triedAgain: having('failed'),
    approvals: listApprovals(db, 20).map(({subject, state}) => ({subject, state})),
    isDone: tasks.every(({state}) => state === 'done'),
  };
}

export function tellStory({tasks, handedOn, triedAgain, approvals, isDone}: Story, root: string): string {
  const done = tasks.filter(({state}) => state === 'done').length;
  const list = (ids: readonly number[]): string => ids.map((id) => `#${id}`).join(', ') || 'none';
  return [
    ...tasks.map(
      ({id, title, state, agent}) =>
        `#${String(id).padEnd(3)} ${state.padEnd(9)} ${(agent ?? '').padEnd(13)} ${plain(title)}`,
    ),
    '',
    `${done} of ${tasks.length} tasks are done. Handed on to another vendor after a limit: ${list(handedOn)}. Failed and tried again: ${list(triedAgain)}.`,
    ...approvals.map(({subject, state}) => `Asked for leave: ${plain(subject)} (${state}).`),
    isDone ? 'Look around: `orkestra --project-root' : 'It is not done: `orkestra --project-root',
  ]
    .join('\n')
    .concat(` ${root}\`. The folder is yours; delete it when you like.`);
}
