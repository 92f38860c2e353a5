import {closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, truncateSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {type AuditEvent, listAuditAfter} from '../../state/audit.js';
import {type Db, writeSoon} from '../../state/db.js';
import {errnoOf} from '../../state/errors.js';
import {readTail} from '../../state/output.js';
import type {World} from '../world.js';

const PAGE = 1000;
/** Longer than any event can be, so the last line is always found whole. */
const LAST_LINE_BYTES = 2_000_000;

export const auditFileName = (at: number): string => {
  const day = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `audit_${day.getFullYear()}${two(day.getMonth() + 1)}${two(day.getDate())}.jsonl`;
};

export const listAuditFiles = (dir: string): string[] => {
  try {
    return readdirSync(dir)
      .filter((name) => /^audit_\d{8}\.jsonl$/.test(name))
      .sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
};

/** How far each connection knows the files to be: most of the time nothing happened since. */
const followed = new WeakMap<Db, number>();

/**
 * Copies what is new in the trail into the file of its day. The last line of the files says how far they are, so a
 * crash between writing and remembering cannot double or lose an event; half a line left by a kill is cut off first.
 */
export async function followAudit(world: World): Promise<number> {
  const {db, paths} = world;
  const newest = db.value<number>('SELECT max(id) FROM audit') ?? 0;
  if (followed.get(db) === newest) return 0;
  // The database's write lock is borrowed as the mutex between processes that follow the trail at the same time.
  return writeSoon(db, () => {
    mkdirSync(paths.audit, {recursive: true});
    let written = 0;
    for (let last = lastWritten(paths.audit); ; ) {
      const events = listAuditAfter(db, last, PAGE);
      if (events.length === 0) break;
      appendByDay(paths.audit, events);
      written += events.length;
      last = events.at(-1)?.id ?? last;
      followed.set(db, last);
    }
    return written;
  });
}

function appendByDay(dir: string, events: readonly AuditEvent[]): void {
  for (const [name, ofDay] of groupByDay(events)) {
    const handle = openSync(join(dir, name), 'a');
    try {
      writeSync(handle, ofDay.map((event) => `${JSON.stringify(showEvent(event))}\n`).join(''));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
}

/** The event as people and programs read it: the moment in ISO, the data as an object. */
export const showEvent = ({at, data, ...event}: AuditEvent): Record<string, unknown> => ({
  id: event.id,
  at: new Date(at).toISOString(),
  type: event.type,
  task: event.task,
  agent: event.agent,
  actor: event.actor,
  data: JSON.parse(data) as unknown,
  hash: event.hash,
});

function groupByDay(events: readonly AuditEvent[]): Map<string, AuditEvent[]> {
  const days = new Map<string, AuditEvent[]>();
  for (const event of events) {
    const name = auditFileName(event.at);
    const day = days.get(name);
    if (day) day.push(event);
    else days.set(name, [event]);
  }
  return days;
}

/** The highest id in the files. The clock may have gone back, so the last line of each recent file is asked. */
function lastWritten(dir: string): number {
  let last = 0;
  for (const name of listAuditFiles(dir).slice(-3)) last = Math.max(last, lastIdIn(join(dir, name)));
  return last;
}

function lastIdIn(file: string): number {
  cutHalfLine(file);
  const lines = (readTail(file, LAST_LINE_BYTES) ?? '').trimEnd().split('\n');
  const line = lines.at(-1) ?? '';
  if (line === '') return 0;
  return idOf(line);
}

function idOf(line: string): number {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === 'object' && event !== null && 'id' in event && typeof event.id === 'number' ? event.id : 0;
  } catch {
    return 0;
  }
}

function cutHalfLine(file: string): void {
  const {size} = statSync(file);
  if (size === 0) return;
  const tail = readTail(file, 1);
  if (tail === '' || tail?.endsWith('\n')) return;
  const text = readFileSync(file);
  truncateSync(file, text.lastIndexOf(0x0a) + 1);
}
