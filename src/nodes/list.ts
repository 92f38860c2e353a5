import {availableParallelism, loadavg} from 'node:os';
import type {Overview} from '../../state/overview.js';
import type {QueueFacts} from '../tasks/why.js';

export interface NodeStatus {
  name: string;
  state: 'working' | 'idle' | 'paused' | 'no engine';
  running: number;
  places: number;
  /** Processes that want a core, as a share of the cores; the newest last. */
  loads: readonly number[];
}

const KEPT_LOADS = 16;
const LOAD_EVERY_MS = 5000;

/** The machines that work for this project: so far the one it is on. */
export function makeNodeList(): (overview: Overview, facts: QueueFacts) => NodeStatus[] {
  let loads: readonly number[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  return ({at}, {hasEngine, pause, running, maxConcurrentTasks: places}) => {
    if (Math.abs(at - readAt) >= LOAD_EVERY_MS) {
      readAt = at;
      loads = [...loads, (loadavg()[0] ?? 0) / availableParallelism()].slice(-KEPT_LOADS);
    }
    const state = !hasEngine ? 'no engine' : pause ? 'paused' : running > 0 ? 'working' : 'idle';
    return [{name: 'here', state, running, places, loads}];
  };
}
