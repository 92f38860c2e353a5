import {createHash} from 'node:crypto';
import {write} from '../../state/write.js';
import type {World} from '../world.js';
import {findCircle} from './importing/circle.js';
import {readHeader} from './importing/header.js';
import type {ImportedTask, ParsedFile} from './importing/imported.js';
import {parseJson} from './importing/json.js';
import {readOldTask} from './importing/old.js';
import {readOurTask} from './importing/ours.js';
import {type Report, short, startReport} from './importing/report.js';
import {readShape, type Shape} from './importing/shape.js';
import {writeFile} from './importing/write.js';

export interface ImportSource {
  /** For messages. */
  name: string;
  content: Uint8Array;
  /** Tells this source from others with the same ids; without it, the content itself does. */
  origin?: string;
}

export interface ImportResult {
  added: number;
  /** Were imported before. */
  skipped: number;
  /** What was changed or left behind on the way, in words. */
  notes: string[];
}

/** All of it in one transaction, or none. Importing the same again adds only what is new. */
export const importTasks = (world: World, source: ImportSource): ImportResult =>
  importFiles(world, [parseImport(source)]);

export function importFiles(world: World, files: readonly ParsedFile[]): ImportResult {
  const written = write(world.db, () => files.map((file) => writeFile(world, file)));
  return {
    added: written.reduce((sum, {added}) => sum + added, 0),
    skipped: written.reduce((sum, {skipped}) => sum + skipped, 0),
    notes: files.flatMap(({name, notes}) => (files.length > 1 ? notes.map((note) => `${name}: ${note}`) : notes)),
  };
}

/** Everything that can be known to be wrong before the project is touched. */
export function parseImport(source: ImportSource): ParsedFile {
  return checkTasks(source, readShape(source.name, parseJson(source.name, source.content)));
}

export function checkTasks({name, content, origin}: ImportSource, shape: Shape): ParsedFile {
  const report = startReport(name);
  const header = shape.kind === 'ours' ? readHeader(name, shape.header) : undefined;
  const source =
    header?.project ?? origin ?? `content ${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
  const place = {origin: source, report};
  const tasks = shape.tasks
    .map((raw, at) => (header ? readOurTask(raw, at, {...place, header}) : readOldTask(raw, at, place)))
    .filter((task) => task !== undefined);
  findTwins(tasks, report);
  const circle = findCircle(new Map(tasks.map((task) => [task.id, task.needs.map((need) => need.id)])));
  if (circle) report.problem(`these tasks wait for each other: ${showCircle(circle)}`);
  const notes = report.finish();
  const others = shape.others.map(short).join(', ');
  return {
    name,
    origin: source,
    tasks,
    notes: others === '' ? notes : [...notes, `not carried over from the file: ${others}`],
  };
}

function findTwins(tasks: readonly ImportedTask[], report: Report): void {
  const labels = new Map<string, string>();
  for (const {id, label} of tasks) {
    const twin = labels.get(id);
    if (twin !== undefined) report.problem(`${twin} and ${label} have the same id`);
    labels.set(id, label);
  }
}

const MOST_SHOWN = 12;

function showCircle(ids: readonly string[]): string {
  const shown = ids.map(short);
  if (shown.length <= MOST_SHOWN) return shown.join(' → ');
  return [...shown.slice(0, MOST_SHOWN - 2), `… ${shown.length - MOST_SHOWN + 1} more …`, shown.at(-1)].join(' → ');
}
