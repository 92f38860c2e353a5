import {dirname} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {OrkestraError} from '../../state/errors.js';
import {type Loaded, loadConfig} from './load.js';

/** Editors write a file in several steps; the config is read once they have gone quiet. */
const QUIET_MS = 100;

/**
 * Reads the config again whenever its file changes, appears or goes; without the file the defaults hold, as at a start.
 * A broken edit changes nothing and is reported once. `close` ends it: nothing is called after it has resolved.
 */
export async function watchConfig(
  started: Loaded,
  onChange: (loaded: Loaded) => void,
  onProblem: (problem: OrkestraError) => void,
): Promise<() => Promise<void>> {
  const {watch} = await import('chokidar');
  const folder = dirname(started.file);
  // The folder is watched, not the file: a file that is replaced by renaming would take its watcher with it.
  const watcher = watch(folder, {depth: 0, ignoreInitial: true, ignored: (path) => path !== folder && path !== started.file});
  const reload = repeatable(started, onChange, onProblem);
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(reload.run, QUIET_MS);
  };
  watcher.on('all', soon);
  watcher.on('error', soon);
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  // What changed between the first reading and now was seen by nobody.
  soon();
  return async () => {
    clearTimeout(timer);
    reload.stop();
    await watcher.close();
  };
}
