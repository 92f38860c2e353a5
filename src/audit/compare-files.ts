import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {type AuditEvent, listAuditAfter} from '../../state/audit.js';
import type {Db} from '../../state/db.js';
import {translateFileError} from '../file-errors.js';
import type {World} from '../world.js';
import {auditFileName, listAuditFiles} from './daily-file.js';
import {type FileLine, readLines} from './file-lines.js';
import type {Problems} from './problems.js';
import {addTo, gapsIn, merge, type Range, showEvents} from './ranges.js';
import {type ShownEvent, showEvent} from './show.js';

const PAUSE_EVERY_LINES = 1000;

interface Comparison {
  problems: Problems;
  /** The last event of the table. A hole before it has been named already. */
  lastId: number;
}

/** Each line of the daily files must say what the table says, and each event of a day must stand in the file of it. */
export async function compareFiles({db, paths}: World, comparison: Comparison): Promise<void> {
  const {problems} = comparison;
  const seen: Range[] = [];
  for (const name of listAuditFiles(paths.audit)) {
    try {
      await compareFile({db, dir: paths.audit, name}, comparison, seen);
    } catch (error) {
      throw translateFileError(error, join(paths.audit, name));
    }
  }
  const {ranges, repeated} = merge(seen);
  for (const range of repeated)
    problems.add(`${showEvents(range, 'stands', 'stand')} more than once in the daily files`);
  for (const gap of gapsIn(ranges)) await reportGap({db, dir: paths.audit}, gap, problems);
}

interface DailyFile {
  db: Db;
  dir: string;
  name: string;
}

async function compareFile({db, dir, name}: DailyFile, {problems, lastId}: Comparison, seen: Range[]): Promise<void> {
  const cutOff: Range[] = [];
  for (const line of readLines(join(dir, name))) {
    const found = compareLine(db, name, line, problems);
    if (found) addTo(seen, found.id);
    if (found?.isMissing && found.id > lastId) addTo(cutOff, found.id);
    if (line.number % PAUSE_EVERY_LINES === 0) await new Promise(setImmediate);
  }
  for (const range of cutOff) {
    problems.add(
      `${showEvents(range, 'is missing', 'are missing')}, but ${name} has ${range.from === range.to ? 'it' : 'them'}`,
    );
  }
}

/** Undefined when the line is none of the trail's, or still being written. */
function compareLine(
  db: Db,
  name: string,
  {number, text, isWhole}: FileLine,
  problems: Problems,
): {id: number; isMissing: boolean} | undefined {
  if (!isWhole) return undefined;
  const line = parseLine(text);
  if (!line) {
    problems.add(`${name} line ${number} is not valid`);
    return undefined;
  }
  const event = readEvent(db, line.id);
  if (event && line.says !== saying(showEvent(event)))
    problems.add(`${name} line ${number} differs from event ${line.id}`);
  return {id: line.id, isMissing: event === undefined};
}

/** The text is anybody's: what cannot be read or written again (nested ten thousand deep) is no line of the trail. */
function parseLine(text: string): {id: number; says: string} | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
    const id = Number(value.id);
    return Number.isSafeInteger(id) && id > 0 ? {id, says: saying(value as ShownEvent)} : undefined;
  } catch {
    return undefined;
  }
}

const saying = ({id, at, type, task, agent, actor, data, hash}: ShownEvent): string =>
  JSON.stringify([id, at, type, task, agent, actor, data, hash]);

function readEvent(db: Db, id: number): AuditEvent | undefined {
  const [event] = listAuditAfter(db, id - 1, 1);
  return event?.id === id ? event : undefined;
}

/** Days whose file is gone were put away by somebody, which is no damage; a day that has a file must be whole. */
async function reportGap({db, dir}: {db: Db; dir: string}, gap: Range, problems: Problems): Promise<void> {
  const missing = new Map<string, Range[]>();
  for (let from = gap.from - 1; ; await new Promise(setImmediate)) {
    const events = listAuditAfter(db, from, PAUSE_EVERY_LINES).filter((event) => event.id <= gap.to);
    for (const {id, at} of events) {
      const name = auditFileName(at);
      const ranges = missing.get(name) ?? [];
      missing.set(name, ranges);
      addTo(ranges, id);
    }
    const last = events.at(-1)?.id;
    if (last === undefined || last === gap.to) break;
    from = last;
  }
  for (const [name, ranges] of missing) {
    if (!existsSync(join(dir, name))) continue;
    for (const range of ranges) problems.add(`${showEvents(range, 'is', 'are')} not in ${name}`);
  }
}
