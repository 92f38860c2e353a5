import {existsSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';

/** The old programs never agreed on where the queue is. What an earlier one says about a task counts. */
export const places: readonly string[] = [
  'orkestra/TASK_QUEUE.json',
  'orkestra/logs/task-queue.json',
  'orkestra/task-queue.json',
  'orkestra/config/task-queues/task-queue.json',
  'TASK_QUEUE.json',
  'CONFIG/TASK_QUEUE.json',
  'SCRIPTS/TASK_QUEUE.json',
  'SCRIPTS/CORE/TASK_QUEUE.json',
];

/** Here every file is a queue. */
const folders = ['CONFIG/TASK-QUEUES', 'orkestra/config/task-queues'] as const;

/** What an old project also has, and nobody reads yet. */
const leftBehind = {
  'orkestra/logs/voting': 'votes',
  'CONFIG/VOTES': 'votes',
  'orkestra/context': 'context of the agents',
} as const;

/** The queues of an old project, as paths below its root. */
export function findQueues(root: string): string[] {
  const inFolders = folders.flatMap((folder) => listQueues(join(root, folder)).map((name) => `${folder}/${name}`));
  return [...new Set([...places, ...inFolders])].filter((place) => isFile(join(root, place)));
}

const isFile = (path: string): boolean => statSync(path, {throwIfNoEntry: false})?.isFile() === true;

const listQueues = (dir: string): string[] =>
  existsSync(dir)
    ? readdirSync(dir)
        .filter((name) => name.endsWith('.json'))
        .sort()
    : [];

export const listLeftBehind = (root: string): string[] =>
  Object.entries(leftBehind)
    .filter(([folder]) => existsSync(join(root, folder)))
    .map(([folder, what]) => `the ${what} in ${folder} were not imported`);
