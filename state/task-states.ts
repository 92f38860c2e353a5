export const taskStates = ['waiting', 'ready', 'running', 'held', 'review', 'done', 'failed', 'cancelled'] as const;
export type TaskState = (typeof taskStates)[number];
