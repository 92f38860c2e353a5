/** What backups are called that are taken before tasks, and those before they are taken back. */
export const GUARD = 'guard';
export const ROLLBACK = 'rollback';

export const taskTag = (task: number): string => `task-${task}`;
