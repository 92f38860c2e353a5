import {shortTitle, type TaskGraph} from '../src/tasks/graph.js';
import {graphLines as layGraph} from '../src/tasks/graph-text.js';
import type {Line} from './page-lines.js';
import type {Theme} from './theme.js';

/** Who waits for whom, as a drawing; the task it is about stands out. */
export function graphLines(graph: TaskGraph, about: number | undefined, {states, isAscii}: Theme): Line[] {
  return layGraph(graph).map(({branches, task, isRepeated, words}) => {
    if (!task) return [{text: words, meaning: 'muted'}];
    const {glyph, meaning} = states[task.state];
    const title = isRepeated ? '' : `  ${shortTitle(task.title)}`;
    return [
      {text: isAscii ? inAscii(branches) : branches, meaning: 'border'},
      {text: `${glyph} ${task.state}`, meaning},
      {text: `  #${task.id}${title}`, meaning: task.id === about ? 'title' : 'plain'},
      {text: words, meaning: 'muted'},
    ];
  });
}

const inAscii = (branches: string): string => branches.replace(/[├└]/g, '+').replaceAll('─', '-').replaceAll('│', '|');
