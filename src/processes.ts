import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {hostname} from 'node:os';

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessId {
  pid: number;
  /** When it started, in the words of the system and with the boot it belongs to. Compared, never computed with. */
  startedAt: string;
}

/** What a World must know about processes; tests give their own. */
export interface Processes {
  readonly host: string;
  readonly boot: string;
  readonly self: ProcessId;
  identify(pid: number): ProcessId | undefined;
  isAlive(process: ProcessId): boolean;
  /** False when there is no such group any more. */
  signalGroup(pid: number, signal: NodeJS.Signals): boolean;
}

/** Start time from /proc where there is one, else from ps. A zombie counts as dead: it will never work again. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return process.platform === 'linux' ? undefined : startFromPs(pid);
  }
}

function startFromPs(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: 'pipe',
      // Language and time zone of whoever asks must not make one process look like another.
      env: {...process.env, LC_ALL: 'C', TZ: 'UTC'},
    }).trim();
    return text === '' || text.startsWith('Z') ? undefined : text.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

/** Start times repeat from boot to boot, so the boot is part of the name. */
function bootOf(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
  } catch {
    return process.platform === 'darwin' ? bootFromSysctl() : 'boot';
  }
}

function bootFromSysctl(): string {
  try {
    return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], {encoding: 'utf8', stdio: 'pipe'}).slice(0, 8);
  } catch {
    return 'boot';
  }
}

export function realProcesses(): Processes {
  const boot = bootOf();
  const identify = (pid: number): ProcessId | undefined => {
    const start = startOf(pid);
    return start === undefined ? undefined : {pid, startedAt: `${boot}-${start}`};
  };
  return {
    host: hostname(),
    boot,
    self: identify(process.pid) ?? {pid: process.pid, startedAt: boot},
    identify,
    isAlive: ({pid, startedAt}) => identify(pid)?.startedAt === startedAt,
    signalGroup(pid, signal) {
      // Minus one means every process there is, and zero our own group.
      if (!Number.isSafeInteger(pid) || pid <= 1) return false;
      try {
        process.kill(-pid, signal);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** `host/pid/start`: who claimed a task, readable by any process of the project. */
export const ownerName = (host: string, {pid, startedAt}: ProcessId): string => `${host}/${pid}/${startedAt}`;

export function parseOwner(owner: string): {host: string; process: ProcessId} | undefined {
  const match = /^(.*)\/(\d+)\/([^/]+)$/.exec(owner);
  if (!match) return undefined;
  const [, host = '', pid = '', startedAt = ''] = match;
  return {host, process: {pid: Number(pid), startedAt}};
}

/** Undefined = it runs on another host, where nobody here can look. */
export function isOwnerAlive(processes: Processes, owner: string): boolean | undefined {
  const parsed = parseOwner(owner);
  if (!parsed) return false;
  return parsed.host === processes.host ? processes.isAlive(parsed.process) : undefined;
}
