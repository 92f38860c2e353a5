import type {Rule} from '../../approvals/rules.js';
import type {AgentLimits} from '../agent.js';
import type {Specialties} from '../specialties.js';

/** How an agent is reached. */
export type Way =
  | {kind: 'built-in'; program?: string}
  | {kind: 'acp'; command: Argv}
  | {kind: 'command'; command: Argv; output: 'text' | 'json'}
  | {kind: 'api'; url: string; key?: string}
  | {kind: 'module'; module: string};

export type Argv = readonly [string, ...string[]];

/** An agent as agents.yaml tells of it: one of the built-in ones with other settings, or one more. */
export interface Definition {
  name: string;
  way: Way;
  /** The vendor's own name, for tasks that name none. */
  model?: string;
  specialties?: Specialties;
  limits: Partial<AgentLimits>;
  /** Variables with secrets that it is given, beside its own. */
  env: readonly string[];
  isDisabled: boolean;
}

export interface AgentsFile {
  /** Where it lies: paths in it count from here. */
  folder: string;
  definitions: readonly Definition[];
  /** What agents may do unasked; empty when one of them cannot be read, so that a slip never allows more. */
  rules: readonly Rule[];
  /** Sentences, each with its place. What they are about does not count. */
  problems: readonly string[];
}
