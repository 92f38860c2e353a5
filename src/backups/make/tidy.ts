import {getHeapStatistics, setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** So much garbage may lie about; a collection takes some 20 ms. */
const MOST_GARBAGE_BYTES = 24 * 1024 * 1024;

/**
 * On a machine with much memory V8 lets hundreds of megabytes of garbage lie before it looks. A backup runs beside other
 * work, so here it is collected when it is worth it. Call this now and then.
 */
export function makeTidy(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let live = getHeapStatistics().used_heap_size;
  return () => {
    if (getHeapStatistics().used_heap_size < live + MOST_GARBAGE_BYTES) return;
    collect();
    live = getHeapStatistics().used_heap_size;
  };
}
