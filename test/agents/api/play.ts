import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {AgentEnd, AgentEvent, AgentLimits, AgentRequest} from '../../../src/agents/agent.js';
import {runApi} from '../../../src/agents/api/run.js';
import type {ApiVendor} from '../../../src/agents/api/vendor.js';
import {type Clock, realClock} from '../../../src/agents/api/work.js';
import {scratch} from '../../support/world.js';

/** Long enough for a machine that is busy. */
const LIMITS: AgentLimits = {silenceMs: 60_000, firstEventMs: 60_000, graceMs: 60_000};

export const KEY = 'sk-very-secret-0123456789';

export interface Played {
  end: AgentEnd;
  events: AgentEvent[];
  cwd: string;
  read(name: string): string;
  /** How long it waited before each new try. */
  pauses: number[];
}

export interface Play {
  env: NodeJS.ProcessEnv;
  request?: Partial<AgentRequest>;
  limits?: Partial<AgentLimits>;
  signal?: AbortSignal;
  onEvent?: (event: AgentEvent) => void;
  /** Waiting costs no time in tests; called with each pause. */
  onPause?: (ms: number) => Promise<void> | void;
}

/** Runs a vendor's agent in a folder with one file, a.txt. Its clock moves only while it waits. */
export async function playApi(
  vendor: ApiVendor,
  {env, request, limits, signal, onEvent, onPause}: Play,
): Promise<Played> {
  const cwd = join(scratch('api'), 'work');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'a.txt'), 'one\n');
  const events: AgentEvent[] = [];
  const pauses: number[] = [];
  let waited = 0;
  const clock: Clock = {
    ...realClock,
    now: () => Date.now() + waited,
    async sleep(ms) {
      pauses.push(ms);
      waited += ms;
      await onPause?.(ms);
    },
  };
  const end = await runApi(
    vendor,
    {prompt: 'Add a line.', cwd, env, limits: {...LIMITS, ...limits}, ...request},
    (event) => {
      events.push(event);
      onEvent?.(event);
    },
    signal ?? new AbortController().signal,
    clock,
  );
  return {end, events, cwd, pauses, read: (name) => readFileSync(join(cwd, name), 'utf8')};
}
