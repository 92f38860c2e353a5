import {lstatSync, readdirSync} from 'node:fs';
import {setImmediate as turn} from 'node:timers/promises';
import {pathFor} from '../format/names.js';

export interface Counted {
  files: number;
  bytes: number;
}

const TURN_EVERY = 500;

/**
 * What there is to read, for a bar that knows its end. Excludes are not looked at and what cannot be read is passed over:
 * a guess that is a little high is fine.
 */
export async function countFiles(paths: readonly string[], signal: AbortSignal): Promise<Counted> {
  const counted: Counted = {files: 0, bytes: 0};
  const left = [...paths];
  let entries = 0;
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (++entries % TURN_EVERY === 0) {
      await turn();
      signal.throwIfAborted();
    }
    look(path, left, counted);
  }
  return counted;
}

function look(path: string, left: string[], counted: Counted): void {
  try {
    const stats = lstatSync(pathFor(path));
    if (stats.isFile()) {
      counted.files += 1;
      counted.bytes += stats.size;
    } else if (stats.isDirectory()) {
      for (const name of readdirSync(pathFor(path), {encoding: 'latin1'})) left.push(`${path}/${name}`);
    }
  } catch {
    // The walk tells what cannot be read.
  }
}
