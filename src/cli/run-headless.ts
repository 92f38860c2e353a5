import {listAuditAfter} from '../../state/audit.js';
import {watchChanges} from '../../state/changes.js';
import {readTask} from '../../state/tasks.js';
import {startEngine} from '../engine.js';
import {plain} from '../plain.js';
import {liveConfig} from '../project.js';
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
  const stopConfig = await liveConfig(project, (line) => call.say(line));
  const stopTelling = tellHappenings(world, call);
  const engine = startEngine(world);
  const ends: Promise<string>[] = [call.interrupted.then(() => 'interrupted')];
  let timer: NodeJS.Timeout | undefined;
  if (forMs !== undefined) ends.push(new Promise((resolve) => (timer = setTimeout(resolve, forMs, 'time'))));
  if (untilIdle) ends.push(engine.whenIdle().then(() => 'idle'));
  const why = await Promise.race(ends);
  clearTimeout(timer);
  await engine.stop('hand-back');
  await stopConfig();
  stopTelling();
  const failed = untilIdle && hasFailures(world);
  if (call.isJson) call.print(JSON.stringify({type: 'end', why}));
  return {exitCode: failed ? 1 : 0};
}

const hasFailures = ({db}: World): boolean =>
  db.value("SELECT 1 FROM tasks INDEXED BY tasksFailed WHERE state = 'failed' LIMIT 1") !== undefined;

/** Tells what the trail says from now on, whoever caused it. */
function tellHappenings({db, paths}: World, call: Call): () => void {
  let last = db.value<number>('SELECT max(id) FROM audit') ?? 0;
  const tell = (): void => {
    if (db.isInTransaction()) return;
    for (let events = listAuditAfter(db, last, 500); events.length > 0; events = listAuditAfter(db, last, 500)) {
      for (const event of events) {
        last = event.id;
        const title = event.task === null ? '' : ` #${event.task} ${plain(readTask(db, event.task)?.title ?? '')}`;
        if (call.isJson)
          call.print(
            JSON.stringify({
              type: event.type,
              at: new Date(event.at).toISOString(),
              task: event.task,
              data: JSON.parse(event.data),
            }),
          );
        else if (event.task !== null)
          call.print(
            `${new Date(event.at).toLocaleTimeString('en-GB')}  ${event.type.padEnd(16)}${title}${reasonIn(event.data)}`,
          );
      }
    }
  };
  const stopWatching = watchChanges(db, paths.bell, tell);
  const stopListening = db.onCommit(tell);
  return () => {
    tell();
    stopWatching();
    stopListening();
  };
}

function reasonIn(data: string): string {
  const {why} = JSON.parse(data) as {why?: unknown};
  return typeof why === 'string' ? `: ${plain(why)}` : '';
}
