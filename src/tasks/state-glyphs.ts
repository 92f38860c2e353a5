import type {TaskState} from '../../state/task-states.js';

/** One sign for each state, in every picture: on the screen and in text. */
export const stateGlyphs: Readonly<Record<TaskState, {unicode: string; ascii: string}>> = {
  waiting: {unicode: '◌', ascii: '.'},
  ready: {unicode: '○', ascii: 'o'},
  running: {unicode: '●', ascii: '*'},
  held: {unicode: '■', ascii: '!'},
  review: {unicode: '◆', ascii: '?'},
  done: {unicode: '✓', ascii: '+'},
  failed: {unicode: '✗', ascii: 'x'},
  cancelled: {unicode: '⊘', ascii: '-'},
};
