import {getHeapStatistics, setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** So much garbage may lie about; a collection takes some 20 ms. */
const MOST_GARBAGE_BYTES = 12 * 1024 * 1024;

/**
 * On a machine with much memory V8 lets hundreds of megabytes of garbage lie before it looks. A backup runs beside other
 * work, so here it is collected when it is worth it. Call this now and then.
 */
export function makeTidy(): () => void {
  setFlagsFromString('--expose-gc');
  // What is new is small at any moment; room for it that has once grown is not given back.
  setFlagsFromString('--semi-space-growth-factor=1');
  const collect = runInNewContext('gc') as () => void;
  let live = usedBytes();
  return () => {
    if (usedBytes() < live + MOST_GARBAGE_BYTES) return;
    collect();
    live = usedBytes();
  };
}

function usedBytes(): number {
  const {used_heap_size: heap, external_memory: external} = getHeapStatistics();
  return heap + external;
}
