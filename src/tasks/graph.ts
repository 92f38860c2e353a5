import {type Dep, listDependents, listDeps, listNeeds, listNewestDeps} from '../../state/deps.js';
import {readSnapshot} from '../../state/snapshot.js';
import type {TaskState} from '../../state/task-states.js';
import {listTitles, type TaskTitle} from '../../state/tasks.js';
import {plain} from '../plain.js';
import type {World} from '../world.js';
import {findTask} from './find.js';

/** Who waits for whom, as data. Both lists are in the order of the ids. */
export interface TaskGraph {
  tasks: TaskTitle[];
  deps: Dep[];
}

/** Of the whole book, or of these tasks with all they wait for and all that waits for them. */
export function readGraph(world: World, {ids}: {ids?: readonly number[]} = {}): TaskGraph {
  const {db} = world;
  return readSnapshot(db, () => {
    if (ids === undefined || ids.length === 0) return {tasks: listTitles(db), deps: listDeps(db)};
    for (const id of ids) findTask(world, id);
    const above = walk(ids, (id) => listNeeds(db, id), 'needs');
    const below = walk(ids, (id) => listDependents(db, id), 'task');
    const deps = [...new Map([...above.deps, ...below.deps].map((dep) => [`${dep.needs} ${dep.task}`, dep])).values()];
    return {
      tasks: listTitles(db, [...new Set([...above.seen, ...below.seen])]),
      deps: deps.sort((one, other) => one.task - other.task || one.needs - other.needs),
    };
  });
}

/** Only tasks that are linked, the newest links first when there are more than a person can look through. */
export function readLinks({db}: World, most: number): TaskGraph & {isWhole: boolean} {
  return readSnapshot(db, () => {
    const newest = listNewestDeps(db, most + 1);
    const deps = newest.slice(0, most).sort((one, other) => one.task - other.task || one.needs - other.needs);
    const ids = new Set(deps.flatMap(({needs, task}) => [needs, task]));
    return {tasks: listTitles(db, [...ids]), deps, isWhole: newest.length <= most};
  });
}

function walk(
  from: readonly number[],
  look: (id: number) => Dep[],
  end: 'needs' | 'task',
): {seen: Set<number>; deps: Dep[]} {
  const seen = new Set(from);
  const deps: Dep[] = [];
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const {needs, task, kind} of look(id)) {
      deps.push({needs, task, kind});
      const next = end === 'needs' ? needs : task;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return {seen, deps};
}

const LONGEST_TITLE = 100;

/** A title as a line of a graph can bear it. */
export function shortTitle(title: string): string {
  const letters = Array.from(plain(title).replace(/\s+/g, ' ').trim());
  return letters.length <= LONGEST_TITLE ? letters.join('') : `${letters.slice(0, LONGEST_TITLE - 1).join('')}…`;
}

const colours: Record<TaskState, string> = {
  waiting: 'gray',
  ready: 'black',
  running: 'blue',
  held: 'orange',
  review: 'purple',
  done: 'darkgreen',
  failed: 'red',
  cancelled: 'gray',
};

/** For Graphviz: an arrow leads from a task to what waits for it; a dashed one waits for any end. */
export function graphDot({tasks, deps}: TaskGraph): string {
  const nodes = tasks.map(
    ({id, title, state}) =>
      `  t${id} [label="#${id} ${escapeLabel(shortTitle(title))}\\n${state}" color=${colours[state]}];`,
  );
  const arrows = deps.map(
    ({needs, task, kind}) => `  t${needs} -> t${task}${kind === 'soft' ? ' [style=dashed]' : ''};`,
  );
  return ['digraph tasks {', '  rankdir=LR;', '  node [shape=box style=rounded];', ...nodes, ...arrows, '}', ''].join(
    '\n',
  );
}

/** Graphviz reads backslashes and HTML entities inside quoted labels. */
const escapeLabel = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;');
