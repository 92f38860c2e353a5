import type {Subject} from '../state/view.js';
import type {Deed} from './deed.js';
import type {Meaning} from './theme.js';

/** What choosing an entry does. */
export type Act =
  | {does: 'deed'; deed: Deed}
  | {does: 'open'; subject: Subject}
  /** Puts this into the line, to be gone on with. */
  | {does: 'type'; text: string}
  | {does: 'run'; command: string; words: readonly string[]}
  | {does: 'filter'; text: string};

export interface Entry {
  /** In a word, what it is: key, task, command. */
  kind: string;
  title: string;
  note: string;
  right: string;
  rightMeaning: Meaning;
  /** Why it cannot be chosen; undefined when it can. */
  why: string | undefined;
  act: Act;
}

export interface Found extends Entry {
  /** Which characters of the title were looked for. */
  at: readonly number[];
}
