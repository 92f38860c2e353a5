import {type ChildProcess, spawn} from 'node:child_process';
import {closeSync, existsSync, openSync} from 'node:fs';
import {join} from 'node:path';
import {OrkestraError} from '../state/errors.js';
import {readLock} from '../state/lock-files.js';
import {realProcesses} from './processes.js';
import {thisProgram} from './this-program.js';
import type {Paths} from './world.js';

const LOOK_EVERY_MS = 25;
/** A loaded machine takes its time; an engine that cannot start ends long before. */
const LONGEST_START_MS = 30_000;

/** Starts an engine of its own session, so that it outlives this process and its terminal. Returns its pid. */
export async function detachEngine(paths: Paths, more: readonly string[] = []): Promise<number> {
  refuseSecond(paths);
  const {root, logs, config} = paths;
  const logFile = join(logs, 'engine.log');
  const log = openSync(logFile, 'a');
  try {
    const args = [
      thisProgram,
      'run',
      '--project-root',
      root,
      ...(existsSync(config) ? ['--config', config] : []),
      ...more,
    ];
    const child = spawn(process.execPath, args, {cwd: root, detached: true, stdio: ['ignore', log, log]});
    const pid = await untilLeading(child, paths, logFile);
    child.unref();
    return pid;
  } finally {
    closeSync(log);
  }
}

const enginePid = ({locks}: Paths): number | undefined => readLock(locks, {kind: 'engine', id: 'engine'})?.process?.pid;

function refuseSecond({locks}: Paths): void {
  const held = readLock(locks, {kind: 'engine', id: 'engine'})?.process;
  if (!held || !realProcesses().isAlive(held)) return;
  throw new OrkestraError('conflict', `An engine of this project runs already (pid ${held.pid}).`, {
    hint: `\`orkestra status\` shows it; \`kill ${held.pid}\` stops it.`,
  });
}

/** Started is not running: only an engine that holds its lock is one. */
function untilLeading(child: ChildProcess, paths: Paths, logFile: string): Promise<number> {
  const giveUpAt = performance.now() + LONGEST_START_MS;
  return new Promise((resolve, reject) => {
    const end = (finish: () => void): void => {
      clearInterval(timer);
      child.removeAllListeners();
      finish();
    };
    const fail = (what: string, cause?: Error): void =>
      end(() => reject(new OrkestraError('unavailable', what, {hint: `${logFile} tells why.`, cause})));
    const timer = setInterval(() => {
      if (child.pid !== undefined && enginePid(paths) === child.pid) end(() => resolve(child.pid ?? 0));
      else if (performance.now() > giveUpAt) fail(`The engine (pid ${child.pid}) did not start working.`);
    }, LOOK_EVERY_MS);
    child.once('error', (error) => fail('The engine could not be started.', error));
    // One with nothing to do may be over before anybody looked.
    child.once('exit', (code) => (code === 0 ? end(() => resolve(child.pid ?? 0)) : fail('The engine ended at once.')));
  });
}
