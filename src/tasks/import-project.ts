import {realpathSync, statSync} from 'node:fs';
import {join, relative} from 'node:path';
import {errnoOf, OrkestraError} from '../../state/errors.js';
import {translateFileError} from '../file-errors.js';
import type {World} from '../world.js';
import {checkTasks, type ImportResult, importFiles} from './import.js';
import type {ParsedFile} from './importing/imported.js';
import {findQueues, listLeftBehind, places} from './importing/places.js';
import {readQueueFile} from './importing/queue-file.js';

export interface ProjectImport extends ImportResult {
  /** The files that were read, below the folder. */
  read: string[];
  /** Where else a queue may lie, and did not. */
  missing: string[];
}

/** Every queue of an old Orkestra project, all of them in one transaction. */
export async function importProject(world: World, dir: string): Promise<ProjectImport> {
  return writeProject(world, await readProject(dir));
}

export interface OldProject {
  files: ParsedFile[];
  read: string[];
  missing: string[];
  notes: string[];
}

/** Everything that can be known to be wrong before the project is touched. */
export async function readProject(dir: string): Promise<OldProject> {
  const root = openFolder(dir);
  const read = findQueues(root);
  const missing = places.filter((place) => !read.includes(place));
  if (read.length === 0) {
    throw new OrkestraError('not-found', `There is no queue of an old Orkestra project in ${dir}.`, {
      hint: `Looked for ${places.join(', ')}. A single file is read by \`orkestra task import FILE\`.`,
    });
  }
  const files: ParsedFile[] = [];
  const notes: string[] = [];
  for (const place of read) {
    const queue = await readQueueFile(root, join(root, place));
    if (queue.warning) notes.push(queue.warning);
    files.push(
      checkTasks({name: relative(root, queue.name), content: queue.content, origin: join(root, place)}, queue.shape),
    );
  }
  notes.push(...joinTwins(files), ...listLeftBehind(root));
  return {files, read, missing, notes};
}

export function writeProject(world: World, {files, read, missing, notes}: OldProject): ProjectImport {
  const result = importFiles(world, files);
  return {...result, notes: [...notes, ...result.notes], read, missing};
}

function openFolder(dir: string): string {
  try {
    if (!statSync(dir).isDirectory()) throw Object.assign(new Error('a file'), {code: 'ENOTDIR'});
    return realpathSync(dir);
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') {
      throw new OrkestraError('invalid', `${dir} is no folder.`, {
        hint: '`orkestra task import FILE` reads a single file.',
      });
    }
    throw translateFileError(error, dir);
  }
}

/**
 * Copies of one queue lie in several places. The same id with the same title is one task, and the first file has the
 * word on it; the same id with another title is another task.
 */
function joinTwins(files: readonly ParsedFile[]): string[] {
  const first = new Map<string, {sourceId: string; state: string; name: string}>();
  const notes: string[] = [];
  for (const {name, tasks} of files) {
    for (const task of tasks) {
      const key = JSON.stringify([task.id, task.draft.title]);
      const twin = first.get(key);
      if (!twin) {
        first.set(key, {sourceId: task.sourceId, state: task.state, name});
        continue;
      }
      task.sourceId = twin.sourceId;
      if (twin.state !== task.state)
        notes.push(`${task.label} is ${twin.state} in ${twin.name} and ${task.state} in ${name}; the first was taken`);
    }
  }
  return notes;
}
