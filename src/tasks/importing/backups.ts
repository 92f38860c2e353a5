import {readdirSync, statSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {errnoOf} from '../../../state/errors.js';

/** Where an old project kept copies of a queue file, the newest first. */
export function listBackups(root: string, queue: string): string[] {
  const name = basename(queue);
  const stem = name.replace(/\.json$/, '');
  const beside = listFolder(dirname(queue)).filter((file) => file.startsWith(stem) && file.endsWith('.bak'));
  const folders = new Set(
    [root, dirname(queue)].flatMap((dir) => ['BACKUPS', 'backups'].map((folder) => join(dir, folder))),
  );
  const daily = [...folders].flatMap((folder) =>
    listFolder(folder)
      .filter((file) => /^task-queue-\d{8}\.json$/.test(file))
      .map((file) => join(folder, file)),
  );
  const found = [...beside.map((file) => join(dirname(queue), file)), ...daily];
  return found
    .map((file) => ({file, at: madeAt(file)}))
    .sort((one, other) => other.at - one.at)
    .map(({file}) => file);
}

function listFolder(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(errnoOf(error) ?? '')) return [];
    throw error;
  }
}

/** A copied file has the date of the copy, so the date in its name counts more. */
function madeAt(file: string): number {
  const [, year, month, day] = /(\d{4})(\d{2})(\d{2})\.json$/.exec(file) ?? [];
  if (year !== undefined) return new Date(Number(year), Number(month) - 1, Number(day)).getTime();
  return statSync(file).mtimeMs;
}
