/** What became of the work of an attempt that succeeded in a worktree. */
export interface Delivery {
  /** False: it waits for a person, whatever the task's review says. */
  ok: boolean;
  words: string;
}
