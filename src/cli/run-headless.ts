import {type AuditEvent, listAuditAfter} from '../../state/audit.js';
import {watchChanges} from '../../state/changes.js';
import {OrkestraError} from '../../state/errors.js';
import {readEngineLock} from '../../state/locks.js';
import {readState, readTask} from '../../state/tasks.js';
import {startEngine} from '../engine.js';
import {plain} from '../plain.js';
import {isOwnerAlive} from '../processes.js';
import {liveConfig} from '../project.js';
import {safeJson} from '../safe-json.js';
import type {World} from '../world.js';
import type {Answer, Call} from './command.js';

export interface RunRequest {
  untilIdle: boolean;
  forMs: number | undefined;
}

/** The engine in the foreground: a line for each thing that happens, and an orderly end on Ctrl-C. */
export async function runHeadless(call: Call, {untilIdle, forMs}: RunRequest): Promise<Answer | undefined> {
  const project = await call.project({create: true});
  const {world} = project;
  if (untilIdle && !world.config.autoAssign) {
    throw new OrkestraError(
      'refused',
      'auto_assign is off, so nothing would ever start and --until-idle would not end.',
      {
        hint: '`orkestra config set auto_assign true` turns it on.',
      },
    );
  }
  tellSecond(world, call);
  const gaveUp = new Set<number>();
  const stopConfig = await liveConfig(project, (line) => call.say(line));
  const stopTelling = followTrail(world, (event) => {
    if (event.type === 'task.failed' && event.task !== null) gaveUp.add(event.task);
    tell(world, call, event);
  });
  let why: string;
  try {
    why = await runUntil(world, call, {untilIdle, forMs});
  } finally {
    await stopConfig();
    stopTelling();
  }
  // What failed last week is no failure of this run, nor what was started over and done.
  const failed = [...gaveUp].filter((id) => readState(world.db, id) === 'failed');
  if (call.isJson) call.print(safeJson({type: 'end', why, failed}));
  return {exitCode: untilIdle && failed.length > 0 ? 1 : 0};
}

/** One engine leads. A second may wait for its place, but should not be taken for it. */
function tellSecond(world: World, call: Call): void {
  const engine = readEngineLock(world.db);
  if (!engine || !isOwnerAlive(world.processes, engine.holder)) return;
  call.say(`Another engine (pid ${engine.pid}) runs this project; this one stands by and takes over when it dies.`);
}

/** Why it ended, once the engine is out of office. */
async function runUntil(world: World, call: Call, {untilIdle, forMs}: RunRequest): Promise<string> {
  const engine = startEngine(world);
  void call.interrupted.then(() => {
    if (engine.runningCount() > 0) call.say('Stopping what runs; a second Ctrl-C ends at once.');
  });
  const ends: Promise<string>[] = [call.interrupted.then(() => 'interrupted')];
  let timer: NodeJS.Timeout | undefined;
  if (forMs !== undefined) ends.push(new Promise((resolve) => (timer = setTimeout(resolve, forMs, 'time'))));
  if (untilIdle) ends.push(engine.whenIdle().then(() => 'idle'));
  try {
    return await Promise.race(ends);
  } finally {
    clearTimeout(timer);
    await engine.stop('hand-back');
  }
}

/** Hands over each event of the trail from now on, whoever caused it. */
function followTrail({db, paths}: World, onEvent: (event: AuditEvent) => void): () => void {
  let last = db.value<number>('SELECT max(id) FROM audit') ?? 0;
  const look = (): void => {
    if (db.isInTransaction()) return;
    for (let events = listAuditAfter(db, last, 500); events.length > 0; events = listAuditAfter(db, last, 500)) {
      last = events.at(-1)?.id ?? last;
      for (const event of events) onEvent(event);
    }
  };
  const stopWatching = watchChanges(db, paths.bell, look);
  const stopListening = db.onCommit(look);
  return () => {
    look();
    stopWatching();
    stopListening();
  };
}

function tell({db}: World, call: Call, {type, at, task, data}: AuditEvent): void {
  const moment = new Date(at);
  if (call.isJson) return call.print(safeJson({type, at: moment.toISOString(), task, data: JSON.parse(data)}));
  if (task === null) return;
  const title = plain(readTask(db, task)?.title ?? '');
  call.print(`${moment.toLocaleTimeString('en-GB')}  ${type.padEnd(16)} #${task} ${title}${reasonIn(data)}`);
}

function reasonIn(data: string): string {
  const {why} = JSON.parse(data) as {why?: unknown};
  return typeof why === 'string' ? `: ${plain(why)}` : '';
}
