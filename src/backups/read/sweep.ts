import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

type Collect = ((options: {type: 'minor'}) => void) | undefined;

/** So much may lie around unused. */
const MOST_LEFT_BYTES = 4 * 1024 * 1024;

let collect: Collect;

/**
 * Counts memory that deciphering leaves behind, and has it collected now and then. It lies outside of the heap, where Node
 * would let sixty megabytes of it gather in each thread before it looks.
 */
export function makeSweep(): (bytes: number) => void {
  collect ??= findCollect();
  let left = 0;
  return (bytes) => {
    left += bytes;
    if (left < MOST_LEFT_BYTES) return;
    left = 0;
    collect?.({type: 'minor'});
  };
}

function findCollect(): Collect {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('globalThis.gc');
  return typeof found === 'function' ? (found as Collect) : undefined;
}
