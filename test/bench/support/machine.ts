import {readdirSync, readFileSync} from 'node:fs';
import {nowMs, sleep} from './numbers.js';

/** Seconds of CPU used so far: by everybody, and by this process with all that it started. */
interface CpuTimes {
  at: number;
  all: number;
  ours: number;
}

const TICKS_PER_SECOND = 100;

interface Process {
  parent: number;
  ticks: number;
}

function listProcesses(): Map<number, Process> {
  const found = new Map<number, Process>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const process = readProcess(Number(name));
    if (process) found.set(Number(name), process);
  }
  return found;
}

/** Undefined = it ended while we looked. The ticks are its own and those of children it has waited for. */
function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0);
    return {parent: fields[1] ?? 0, ticks};
  } catch {
    return undefined;
  }
}

function isOurs(processes: Map<number, Process>, pid: number): boolean {
  for (let one = pid; one > 1; one = processes.get(one)?.parent ?? 0) if (one === process.pid) return true;
  return false;
}

/** Undefined where the system has no /proc: then nobody can tell who else works. */
function readCpu(): CpuTimes | undefined {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n', 1);
    const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = line
      .split(/\s+/)
      .slice(1)
      .map(Number);
    const processes = listProcesses();
    let ours = 0;
    for (const [pid, {ticks}] of processes) if (isOurs(processes, pid)) ours += ticks;
    const all = user + nice + system + irq + softIrq + steal;
    return {at: nowMs(), all: all / TICKS_PER_SECOND, ours: ours / TICKS_PER_SECOND};
  } catch {
    return undefined;
  }
}

/** How many cores others kept busy between two looks. */
const foreignCores = (before: CpuTimes | undefined, after: CpuTimes | undefined): number =>
  before && after
    ? Math.max(0, (after.all - before.all - (after.ours - before.ours)) / ((after.at - before.at) / 1000))
    : 0;

const LOOK_MS = 400;

/** Waits until others use less than `cores` of a core, or until `mostMs` is over. */
async function quiet(cores: number, mostMs: number): Promise<void> {
  const giveUpAt = nowMs() + mostMs;
  for (;;) {
    const before = readCpu();
    await sleep(LOOK_MS);
    if (foreignCores(before, readCpu()) < cores || nowMs() > giveUpAt) return;
    await sleep(LOOK_MS);
  }
}

export interface Patience {
  /** How long to wait for a quiet machine before a measurement. */
  waitMs: number;
  /** How often a disturbed measurement is taken again. */
  again: number;
}

const QUIET_CORES = 0.2;

export type Measured<Of> = Of & {foreignCores: number};

/** Of several tries the one that was disturbed least. */
export async function measured<Of extends object>(
  patience: Patience,
  measure: () => Promise<Of>,
): Promise<Measured<Of>> {
  let best: Measured<Of> | undefined;
  for (let tries = 0; tries <= patience.again; tries++) {
    if (patience.waitMs > 0) await quiet(QUIET_CORES, patience.waitMs);
    const before = readCpu();
    const result = await measure();
    const foreign = foreignCores(before, readCpu());
    if (!best || foreign < best.foreignCores) best = {...result, foreignCores: foreign};
    if (foreign < QUIET_CORES) break;
  }
  return best as Measured<Of>;
}

/** Seconds of CPU that this process and all it started have used. NaN where nobody can tell. */
export const cpuSeconds = (): number => readCpu()?.ours ?? Number.NaN;

export const peakMemoryMib = (): number => process.resourceUsage().maxRSS / 1024;
