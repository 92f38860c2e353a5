export const paneNames = ['agents', 'tasks', 'locks', 'nodes', 'backups', 'votes'] as const;
export type PaneName = (typeof paneNames)[number];

/** What a person has done to the screen; nothing of it is stored. */
export interface View {
  focus: PaneName;
  /** The focused pane has the whole screen. */
  isZoomed: boolean;
  lists: Readonly<Record<PaneName, ListView>>;
  /** What is open over the panes, the newest last. */
  pages: readonly Page[];
  dialog: Dialog | undefined;
  flash: Flash | undefined;
  /** Command lines that were run from here, the newest last. */
  typedLines: readonly string[];
  /** Those that are not answered yet. */
  calls: ReadonlySet<string>;
}

export interface ListView {
  /** The chosen row stays chosen while rows come and go around it. */
  chosen: string | undefined;
  /** Where it stood, for the day it is gone. */
  at: number;
  filter: string;
  /** A column by name; undefined is the pane's own order. */
  sort: Sort | undefined;
  marked: ReadonlySet<string>;
}

export interface Sort {
  by: string;
  isReversed: boolean;
}

/** What a page tells of. */
export type Subject =
  /** Of which attempt the output is shown; the newest when not given. */
  | {kind: 'task'; id: number; attempt?: number}
  | {kind: 'agent' | 'lock' | 'node' | 'backup' | 'vote'; id: string}
  | {kind: 'graph'}
  | {kind: 'log'}
  | {kind: 'trail'}
  | {kind: 'progress'}
  | {kind: 'notices'}
  | {kind: 'approvals'}
  | {kind: 'answer'; command: string};

export interface Page {
  subject: Subject;
  tab: string;
  /** The first line in sight; lines keep their numbers while others are added. */
  top: number;
  /** Stays at the end while lines are added. */
  isFollowing: boolean;
  isWrapped: boolean;
  search: string;
  /** The line found last. */
  match: number | undefined;
}

export interface Flash {
  text: string;
  tone: 'good' | 'bad' | 'plain';
  /** Said beside what needs you, not in its place. */
  isQuiet?: true;
}

export interface Field {
  name: string;
  label: string;
  /** Said in the field while it is empty. */
  hint: string;
  value: string;
  cursor: number;
  problem: string | undefined;
  /** What is offered while it is typed: words, or what is looked up under this name. */
  offers?: 'agents' | 'files' | 'tasks' | 'nodes' | readonly string[];
  /** Several, with commas between them. */
  isList?: true;
  /** Line breaks are kept. */
  isMultiline?: true;
}

/** What a filled-in form is for. */
export type Purpose =
  | {does: 'add'}
  | {does: 'edit'; task: number}
  | {does: 'break-lock'; ids: readonly string[]}
  | {does: 'deny'; request: number}
  | {does: 'backup'}
  | {does: 'restore'; backup: string}
  | {does: 'reject'; tasks: readonly number[]};

export type Dialog =
  | {kind: 'help'; scroll: number; search: string}
  | {kind: 'filter'; before: string}
  | {kind: 'search'; before: string}
  | {kind: 'palette'; text: string; cursor: number; at: number; recalled: number | undefined}
  | {
      kind: 'form';
      title: string;
      purpose: Purpose;
      fields: readonly Field[];
      at: number;
      isOffering?: boolean;
      offer?: number;
    }
  /** `tasks` are those asked about: the list may have moved on before the answer. */
  | {
      kind: 'confirm';
      question: string;
      details: readonly string[];
      choices: readonly Choice[];
      tasks: readonly number[];
      /** What an agent asked for: another one may have come meanwhile. */
      request?: number;
    };

export interface Choice {
  key: string;
  label: string;
  /** What is done, by name: the store holds data, not functions. */
  does: 'stop' | 'remove' | 'hand-back' | 'leave' | 'stay' | 'put-back' | 'allow' | 'allow-always' | 'deny';
}

export interface Store<State> {
  get(): State;
  set(change: Partial<State>): void;
  /** Remembers what no picture depends on, and tells nobody. */
  keep(change: Partial<State>): void;
  subscribe(listener: () => void): () => void;
}

export function makeStore<State extends object>(first: State): Store<State> {
  let state = first;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(change) {
      state = {...state, ...change};
      for (const listener of listeners) listener();
    },
    keep(change) {
      state = {...state, ...change};
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const firstList: ListView = {chosen: undefined, at: 0, filter: '', sort: undefined, marked: new Set()};

export const firstView: View = {
  focus: 'tasks',
  isZoomed: false,
  lists: Object.fromEntries(paneNames.map((name) => [name, firstList])) as Record<PaneName, ListView>,
  pages: [],
  dialog: undefined,
  flash: undefined,
  typedLines: [],
  calls: new Set(),
};
