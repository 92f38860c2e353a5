import type {Dep, DepKind} from '../../state/deps.js';
import type {TaskTitle} from '../../state/tasks.js';
import {groupBy} from '../group.js';
import {shortTitle, type TaskGraph} from './graph.js';
import {stateGlyphs} from './state-glyphs.js';

/** A line of the drawing. */
export interface GraphLine {
  /** The branches that lead to it. */
  branches: string;
  /** Undefined for a line of words. */
  task: TaskTitle | undefined;
  /** Without its title: it stands further up. */
  isRepeated: boolean;
  words: string;
}

/** A line of the tree that is still to be written. */
interface Place {
  id: number;
  kind: DepKind;
  /** What the lines below it begin with. */
  indent: string;
  branch: string;
  depth: number;
}

/** Deeper than this the tree goes on in a block of its own: a chain of ten thousand must not be a page wide. */
const DEEPEST = 24;

/** A tree: each task with what waits for it below it. */
export const graphText = (graph: TaskGraph): string =>
  graphLines(graph)
    .map(({branches, task, isRepeated, words}) =>
      task
        ? `${branches}${stateGlyphs[task.state].unicode} #${task.id} ${task.state}${isRepeated ? '' : `  ${shortTitle(task.title)}`}${words}`
        : words,
    )
    .join('\n');

export function graphLines(graph: TaskGraph): GraphLine[] {
  const tasks = new Map(graph.tasks.map((task) => [task.id, task]));
  const below = groupBy(graph.deps, (dep) => dep.needs);
  const waiting = new Set(graph.deps.map((dep) => dep.task));
  const roots = graph.tasks.filter((task) => !waiting.has(task.id));
  const shown = new Set<number>();
  const lines: GraphLine[] = [];
  // No root leads to a task in a circle; such a book cannot be made here, but it must not vanish from the picture.
  for (const {id} of [...roots, ...graph.tasks]) {
    if (!shown.has(id)) writeTree(id, {tasks, below, shown, lines});
  }
  if (graph.deps.some((dep) => dep.kind === 'soft'))
    lines.push(wordLine(''), wordLine('(soft): starts after any end of the task above it'));
  return lines;
}

interface Drawing {
  tasks: ReadonlyMap<number, TaskTitle>;
  below: ReadonlyMap<number, readonly Dep[]>;
  shown: Set<number>;
  lines: GraphLine[];
}

function writeTree(root: number, drawing: Drawing): void {
  const blocks = [root];
  for (const head of blocks) {
    const isContinued = head !== root;
    const open: Place[] = [{id: head, kind: 'hard', indent: '', branch: '', depth: 0}];
    for (let place = open.pop(); place; place = open.pop()) {
      const next = writePlace(place, drawing, isContinued && place.depth === 0);
      if (next === 'later') blocks.push(place.id);
      else open.push(...next.reverse());
    }
  }
}

/** Writes one line; the answer is what stands below it, or 'later' when that has to move into another block. */
function writePlace(place: Place, {tasks, below, shown, lines}: Drawing, isContinued: boolean): Place[] | 'later' {
  const {id, kind, indent, branch, depth} = place;
  const task = tasks.get(id);
  if (!task) return [];
  const isRepeated = shown.has(id) && !isContinued;
  shown.add(id);
  const next = isRepeated ? [] : (below.get(id) ?? []);
  const isCut = depth === DEEPEST && next.length > 0;
  const marks = [
    kind === 'soft' ? ' (soft)' : '',
    isRepeated ? ' (see above)' : '',
    isCut ? ' (goes on below)' : '',
    isContinued ? ' (from above)' : '',
  ];
  lines.push({branches: indent + branch, task, isRepeated, words: marks.join('')});
  if (isCut) return 'later';
  const under = branch === '' ? '' : indent + (branch.startsWith('└') ? '   ' : '│  ');
  return next.map((dep, index) => ({
    id: dep.task,
    kind: dep.kind,
    indent: under,
    branch: index === next.length - 1 ? '└─ ' : '├─ ',
    depth: depth + 1,
  }));
}

const wordLine = (words: string): GraphLine => ({branches: '', task: undefined, isRepeated: false, words});
