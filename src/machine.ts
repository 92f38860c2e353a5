import {readFileSync, statfsSync} from 'node:fs';
import {availableParallelism, freemem, loadavg, totalmem} from 'node:os';

/** How this machine and this process are doing; bytes, and CPU as a share of one core. */
export interface MachineReading {
  cores: number;
  /** Processes that want a core, on average over the last minute. */
  load: number;
  memoryBytes: number;
  /** What programs can still get, caches included. */
  freeMemoryBytes: number;
  diskBytes: number;
  freeDiskBytes: number;
  process: {pid: number; memoryBytes: number; cpuSeconds: number};
}

export function readMachine(dir: string): MachineReading {
  const disk = statfsSync(dir);
  const {user, system} = process.cpuUsage();
  return {
    cores: availableParallelism(),
    load: loadavg()[0] ?? 0,
    memoryBytes: totalmem(),
    freeMemoryBytes: availableMemory() ?? freemem(),
    diskBytes: disk.blocks * disk.bsize,
    freeDiskBytes: disk.bavail * disk.bsize,
    process: {pid: process.pid, memoryBytes: process.memoryUsage.rss(), cpuSeconds: (user + system) / 1e6},
  };
}

/** Linux counts caches as used; what it calls available is what a program can have. */
function availableMemory(): number | undefined {
  try {
    const match = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'latin1'));
    return match ? Number(match[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}
