import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {AgentEnd, AgentEvent, AgentLimits, AgentRequest} from '../../src/agents/agent.js';
import type {CliDriver} from '../../src/agents/cli/driver.js';
import {runCli} from '../../src/agents/cli/run.js';
import {openTranscript} from '../../src/agents/transcript.js';
import {scratch} from '../support/world.js';

const programs = fileURLToPath(new URL('programs/', import.meta.url));

/** The moment at which all runs of these tests happen. */
export const NOW = 1_800_000_000_000;

/** Long enough for a machine that is busy, short enough to wait for. */
const LIMITS: AgentLimits = {silenceMs: 60_000, firstEventMs: 60_000, graceMs: 60_000};

export interface Played {
  end: AgentEnd;
  events: AgentEvent[];
  transcript: string;
  /** What the program saw of itself; undefined when it was never started. */
  record: {pid: number; args: string[]; stdin: string; env: Record<string, string>; cwd: string} | undefined;
  /** What it left running on purpose. */
  children: number[];
}

export interface Play {
  request?: Partial<AgentRequest>;
  env?: Record<string, string>;
  limits?: Partial<AgentLimits>;
  signal?: AbortSignal;
  /** Called with each event, while it runs. */
  onEvent?: (event: AgentEvent) => void;
}

/** An environment in which the program of this driver is one of ours, and no other is. */
export function programEnv(driver: Pick<CliDriver, 'program'>, dir: string, scenario: string): NodeJS.ProcessEnv {
  const bin = join(dir, 'bin');
  const file = join(bin, driver.program);
  if (!existsSync(file)) {
    mkdirSync(bin, {recursive: true});
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${join(programs, `${driver.program}.mjs`)}' "$@"\n`);
    chmodSync(file, 0o755);
  }
  return {PATH: `${bin}:/usr/bin:/bin`, SCENARIO: scenario, RECORD: join(dir, 'record.json'), HOME: dir};
}

/** Runs a driver's program through a scenario, with a real transcript. */
export async function play(driver: CliDriver, scenario: string, how: Play = {}): Promise<Played> {
  const dir = scratch('cli');
  const cwd = join(dir, 'work');
  mkdirSync(cwd);
  const env = {...programEnv(driver, dir, scenario), ...how.env};
  const file = join(dir, 'events.jsonl');
  const transcript = openTranscript(file, () => NOW);
  const events: AgentEvent[] = [];
  const limits = {...LIMITS, ...how.limits};
  const end = await runCli(
    driver,
    {prompt: 'Count the lines.', cwd, env, limits, ...how.request},
    (event) => {
      events.push(event);
      transcript.write(event);
      how.onEvent?.(event);
    },
    how.signal ?? new AbortController().signal,
    () => NOW,
  );
  transcript.close();
  const json = (name: string): unknown => (existsSync(name) ? JSON.parse(readFileSync(name, 'utf8')) : undefined);
  const record = json(join(dir, 'record.json')) as Played['record'];
  const children = (json(join(dir, 'record.json.children')) ?? []) as number[];
  return {end, events, transcript: readFileSync(file, 'utf8'), record, children};
}

/** What /proc says after the name: state, parent, group. */
function statOf(pid: number | string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return ['X'];
  }
}

/** A zombie is gone too: nobody is left but whoever has to take note of it. */
export const isRunning = (pid: number | string): boolean => !['X', 'Z'].includes(statOf(pid)[0] ?? 'X');

const isInGroup = (pid: string, group: number): boolean => isRunning(pid) && statOf(pid)[2] === String(group);

/** What is left of the program's group and of those it started elsewhere. It has to be empty when the run is over. */
export function leftOver({record, children}: Pick<Played, 'record' | 'children'>): (number | string)[] {
  const group = record?.pid ?? -1;
  return [...children.filter(isRunning), ...readdirSync('/proc').filter((pid) => isInGroup(pid, group))];
}
