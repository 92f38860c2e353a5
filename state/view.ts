/** What a person has done to the screen; nothing of it is stored. */
export interface View {
  /** The chosen task stays chosen while rows come and go around it. */
  selected: number | undefined;
  focus: 'tasks' | 'output';
  isZoomed: boolean;
  filter: string;
  /** Lines scrolled back in the output; 0 follows what is written. */
  scrolledBack: number;
  dialog: Dialog | undefined;
  flash: Flash | undefined;
}

export interface Flash {
  text: string;
  tone: 'good' | 'bad';
}

export interface Field {
  name: string;
  label: string;
  /** Said in the field while it is empty. */
  hint: string;
  value: string;
  cursor: number;
  problem: string | undefined;
}

export type Dialog =
  | {kind: 'help'; scroll: number}
  | {kind: 'filter'; before: string}
  | {kind: 'task'; title: string; editing: number | undefined; fields: Field[]; at: number}
  /** `task` is the one asked about: the list may have moved on before the answer. */
  | {kind: 'confirm'; question: string; detail: string; choices: Choice[]; task: number | undefined};

export interface Choice {
  key: string;
  label: string;
  /** What is done, by name: the store holds data, not functions. */
  does: 'cancel' | 'delete' | 'hand-back' | 'leave' | 'stay' | 'quit';
}

export interface Store<State> {
  get(): State;
  set(change: Partial<State>): void;
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
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const firstView: View = {
  selected: undefined,
  focus: 'tasks',
  isZoomed: false,
  filter: '',
  scrolledBack: 0,
  dialog: undefined,
  flash: undefined,
};
