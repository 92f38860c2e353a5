import {formatBytes} from './formats.js';
import type {MachineReading} from './machine.js';

export interface Health {
  state: 'healthy' | 'degraded';
  /** What is wrong, each in words; empty when healthy. */
  problems: string[];
}

/** Below these shares work begins to fail, or to crawl. */
const LEAST_FREE_SHARE = 0.05;
const MOST_LOAD_PER_CORE = 4;

/** What can be told from one look: whether the machine has room left, and whether the engine does what it is there for. */
export function judgeHealth(machine: MachineReading, {pause}: {pause: string | null}): Health {
  const problems = [
    pause !== null && `the engine is paused: ${pause}`,
    isShort(machine.freeDiskBytes, machine.diskBytes) &&
      `only ${formatBytes(machine.freeDiskBytes)} of the disk are free`,
    isShort(machine.freeMemoryBytes, machine.memoryBytes) &&
      `only ${formatBytes(machine.freeMemoryBytes)} of the memory are free`,
    machine.load > machine.cores * MOST_LOAD_PER_CORE &&
      `the load is ${machine.load.toFixed(1)} on ${machine.cores} cores`,
  ].filter((problem) => problem !== false);
  return {state: problems.length === 0 ? 'healthy' : 'degraded', problems};
}

const isShort = (free: number, all: number): boolean => free < all * LEAST_FREE_SHARE;

/** On one line, with the readings when there is nothing else to say. */
export function healthText({state, problems}: Health, machine: MachineReading): string {
  if (problems.length > 0) return `${state}: ${problems.join(', ')}`;
  const memory = formatBytes(machine.freeMemoryBytes);
  const disk = formatBytes(machine.freeDiskBytes);
  return `${state} · load ${machine.load.toFixed(1)} on ${machine.cores} cores · ${memory} memory and ${disk} disk free`;
}
