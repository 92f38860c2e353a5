import type {DiffLine, DiffPart} from '../src/workspaces/diff-text.js';
import type {Line} from './page-lines.js';
import {clean} from './text.js';
import type {Meaning} from './theme.js';

const meanings: Readonly<Record<DiffPart, Meaning>> = {
  title: 'title',
  head: 'title',
  warning: 'warn',
  hunk: 'busy',
  added: 'good',
  removed: 'bad',
  note: 'muted',
  same: 'plain',
};

/** A diff as it is read on a page: its signs stay, so that it can be read without colour. */
export const diffPage = (lines: readonly DiffLine[]): Line[] =>
  lines.map(({part, text}) => [{text: clean(text), meaning: meanings[part]}]);
