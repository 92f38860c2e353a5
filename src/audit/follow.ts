import {mkdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {type AuditEvent, listAuditAfter, readAuditHead} from '../../state/audit.js';
import type {Db} from '../../state/db.js';
import {writeSoon} from '../../state/write.js';
import {safeJson} from '../safe-json.js';
import type {World} from '../world.js';
import {appendLines, auditFileName, cutToLastId, listAuditFiles} from './daily-file.js';
import {showEvent} from './show.js';

/** So many at once: whoever wants to write waits no longer than for these. */
const PAGE = 1000;

/** How far each connection knows the files to be: most of the time nothing happened since. */
const followed = new WeakMap<Db, number>();

/**
 * Copies what is new in the trail into the file of its day. The last lines of the files say how far they are, so a
 * crash between writing and remembering cannot double or lose an event; half a line left by a kill is cut off first.
 */
export async function followAudit(world: World): Promise<number> {
  const {db} = world;
  for (let written = 0; ; ) {
    if (followed.get(db) === newestId(db)) return written;
    // The database's write lock is borrowed as the mutex between processes that follow the trail at the same time.
    written += await writeSoon(db, () => copyPage(world));
  }
}

const newestId = (db: Db): number => readAuditHead(db)?.id ?? 0;

function copyPage({db, paths}: World): number {
  mkdirSync(paths.audit, {recursive: true});
  const newest = newestId(db);
  const events = listAuditAfter(db, lastWritten(paths.audit, newest), PAGE);
  for (const {name, ofDay} of splitByDay(events)) appendLines(join(paths.audit, name), ofDay.map(toLine));
  const isAll = events.length < PAGE;
  followed.set(db, isAll ? newest : (events.at(-1)?.id ?? 0));
  return events.length;
}

const toLine = (event: AuditEvent): string => safeJson(showEvent(event));

/**
 * In runs, not in groups: when the clock goes back and forth over midnight, the days alternate, and a kill between two
 * appends must leave no event out that stands before one that was written.
 */
function splitByDay(events: readonly AuditEvent[]): {name: string; ofDay: AuditEvent[]}[] {
  const runs: {name: string; ofDay: AuditEvent[]}[] = [];
  for (const event of events) {
    const name = auditFileName(event.at);
    const last = runs.at(-1);
    if (last?.name === name) last.ofDay.push(event);
    else runs.push({name, ofDay: [event]});
  }
  return runs;
}

/** What each file ended with when it was last looked at. */
const endings = new Map<string, {bytes: number; id: number}>();

/** The highest id in the files. The clock may have gone back any number of days, so each file is asked. */
function lastWritten(dir: string, newest: number): number {
  let last = 0;
  for (const name of listAuditFiles(dir)) last = Math.max(last, lastIdOf(join(dir, name), newest));
  return last;
}

function lastIdOf(file: string, newest: number): number {
  const known = endings.get(file);
  if (known && known.bytes === statSync(file).size) return known.id;
  const id = cutToLastId(file, newest);
  endings.set(file, {bytes: statSync(file).size, id});
  return id;
}
