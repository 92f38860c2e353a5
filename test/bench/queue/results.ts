import type {Measured} from '../support/machine.js';
import type {ClaimCost} from './claim-cost.js';
import type {CommandTimes} from './commands.js';
import type {Survives} from './queues.js';
import type {Rescue} from './rescue.js';
import type {Drain, Pickup, Rate} from './throughput.js';

export type Processes = 1 | 2 | 4;
export const PROCESSES: readonly Processes[] = [1, 2, 4];

/** All repetitions of one queue. */
export interface QueueResults {
  name: string;
  survives: Survives;
  isOurs: boolean;
  one: Measured<Rate>[];
  bulk: Measured<Rate>[];
  drain: Record<Processes, Measured<Drain>[]>;
  pickup: Measured<Pickup>[];
  errors: string[];
}

export interface Results {
  at: string;
  machine: string;
  node: string;
  jobs: number;
  repeats: number;
  leftOut: string[];
  queues: QueueResults[];
  /** Four processes of ours on a long queue. */
  crowd: {safe: Measured<Drain>[]; fast: Measured<Drain>[]};
  claims: Measured<{costs: ClaimCost[]}>[];
  rescues: {killed: Rescue[]; stopped: Rescue[]};
  commands: Measured<CommandTimes>[];
}
