import {stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {OrkestraError} from '../../state/errors.js';
import {type Loaded, loadConfig} from './load.js';

/** Editors write a file in several steps; the config is read once they have gone quiet. */
const QUIET_MS = 100;

type OnChange = (loaded: Loaded) => void;
type OnProblem = (problem: OrkestraError) => void;

/**
 * Reads the config again whenever its file changes, appears or goes; without the file the defaults hold, as at a start.
 * A broken edit changes nothing and is told once; the next good reading is told even if it brings the old values back,
 * so that the complaint can be taken down. Returns `close`, after which neither is called.
 */
export async function watchConfig(
  started: Loaded,
  onChange: OnChange,
  onProblem: OnProblem,
): Promise<() => Promise<void>> {
  const {watch} = await import('chokidar');
  const folder = dirname(started.file);
  // The folder is watched, not the file: a file that is replaced by renaming would take its watcher with it.
  const watcher = watch(folder, {
    depth: 0,
    ignoreInitial: true,
    ignored: (path) => path !== folder && path !== started.file,
  });
  const readings = rereadings(started, onChange, onProblem);
  let timer: NodeJS.Timeout | undefined;
  const rereadSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(readings.next, QUIET_MS);
  };
  watcher.on('all', rereadSoon);
  watcher.on('error', (cause) => onProblem(blind(started.file, cause)));
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  const look = watchSignature(started.file, rereadSoon);
  // Nobody saw what happened between the first reading and now.
  rereadSoon();
  return async () => {
    clearTimeout(timer);
    clearInterval(look);
    readings.stop();
    await watcher.close();
  };
}

/** Events get lost when they come close together; a look at the file's stamp does not. */
const LOOK_EVERY_MS = 2000;

function watchSignature(file: string, onChange: () => void): NodeJS.Timeout {
  let seen = signatureOf(file);
  return setInterval(async () => {
    const before = await seen;
    seen = signatureOf(file);
    if ((await seen) !== before) onChange();
  }, LOOK_EVERY_MS).unref();
}

async function signatureOf(file: string): Promise<string> {
  const facts = await stat(file, {bigint: true}).catch(() => undefined);
  return facts ? `${facts.ino} ${facts.size} ${facts.mtimeNs}` : 'none';
}

/** One reading after the other, so that a slow old one cannot overtake a new one. */
function rereadings(started: Loaded, onChange: OnChange, onProblem: OnProblem) {
  let current = started;
  let problem: string | undefined;
  let turn = Promise.resolve();
  let isStopped = false;

  const reread = async (): Promise<void> => {
    const result = await tryLoad(current);
    if (isStopped) return;
    if (result instanceof OrkestraError) {
      if (result.message !== problem) onProblem(result);
      problem = result.message;
      return;
    }
    const isNews = problem !== undefined || !isSame(result, current);
    problem = undefined;
    current = result;
    if (isNews) onChange(result);
  };

  return {
    next: (): void => {
      turn = turn.then(reread);
    },
    stop: (): void => {
      isStopped = true;
    },
  };
}

async function tryLoad({options}: Loaded): Promise<Loaded | OrkestraError> {
  try {
    return await loadConfig(options);
  } catch (error) {
    if (error instanceof OrkestraError) return error;
    throw error;
  }
}

const isSame = (one: Loaded, other: Loaded): boolean =>
  isDeepStrictEqual(one.config, other.config) && isDeepStrictEqual(one.warnings, other.warnings);

const blind = (file: string, cause: unknown): OrkestraError =>
  new OrkestraError(
    'unavailable',
    `Changes of ${file} may go unnoticed: ${cause instanceof Error ? cause.message : String(cause)}`,
    {
      hint: 'Restart orkestra after a change; on Linux, raise fs.inotify.max_user_watches.',
      cause,
    },
  );
