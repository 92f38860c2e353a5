import type {Db} from './db.js';

/**
 * prepared: a task works in it, or will go on; committed: what it changed is on its branch; conflict: it could not be
 * merged; merged: it is in its base; removed: the folder is gone, the branch is there when something is on it.
 */
export type WorkspaceState = 'prepared' | 'committed' | 'conflict' | 'merged' | 'removed';

/** The git worktree of a task. A task that works in the project folder has none. */
export interface Workspace {
  task: number;
  state: WorkspaceState;
  /** The attempt that works in it, or was the last to. */
  attempt: number;
  /** Its name within `.orkestra/worktrees`. */
  folder: string;
  /** The folder of the project within the worktree: empty, or with a slash at its end. */
  prefix: string;
  branch: string;
  base: string;
  /** Null: no branch was checked out. */
  baseBranch: string | null;
  /** The last commit of the task. */
  tip: string | null;
  mergeCommit: string | null;
  files: number | null;
  added: number | null;
  removed: number | null;
  why: string | null;
  preparedAt: number;
  changedAt: number;
}

export const readWorkspace = (db: Db, task: number): Workspace | undefined =>
  db.prepare<Workspace>('SELECT * FROM workspaces WHERE task = ?').get(task);

/** Those in these folders; a folder belongs to the newest that had it. */
export const listWorkspaces = (db: Db, folders: readonly string[]): Workspace[] =>
  db
    .prepare<Workspace>('SELECT * FROM workspaces WHERE folder IN (SELECT value FROM json_each(?)) ORDER BY task')
    .all(JSON.stringify(folders));

export function insertWorkspace(
  db: Db,
  one: Pick<Workspace, 'task' | 'attempt' | 'folder' | 'prefix' | 'branch' | 'base' | 'baseBranch' | 'preparedAt'>,
): void {
  db.prepare(
    `INSERT OR REPLACE INTO workspaces(task, state, attempt, folder, prefix, branch, base, baseBranch, preparedAt, changedAt)
     VALUES (?, 'prepared', ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    one.task,
    one.attempt,
    one.folder,
    one.prefix,
    one.branch,
    one.base,
    one.baseBranch,
    one.preparedAt,
    one.preparedAt,
  );
}

type Change = Partial<
  Pick<Workspace, 'state' | 'attempt' | 'tip' | 'mergeCommit' | 'files' | 'added' | 'removed' | 'why'>
> & {
  changedAt: number;
};

export function updateWorkspace(db: Db, task: number, change: Change): void {
  const names = Object.keys(change);
  const sets = names.map((name) => `${name} = ?`).join(', ');
  db.prepare(`UPDATE workspaces SET ${sets} WHERE task = ?`).run(...Object.values(change), task);
}

/** What the task asks for; undefined when there is no such task. */
export const readWorkspaceWish = (db: Db, task: number): 'shared' | 'worktree' | null | undefined =>
  db.value<'shared' | 'worktree' | null>('SELECT workspace FROM taskDetails WHERE id = ?', task);
