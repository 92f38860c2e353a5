import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {sleep} from '../support/numbers.js';

export interface ChildRequest {
  role: 'reset' | 'enqueue-one' | 'enqueue-bulk' | 'send-slowly' | 'work' | 'claim';
  queue: string;
  target: string;
  count: number;
  concurrency: number;
  isPickup: boolean;
  isFirst: boolean;
}

export interface EngineRequest {
  role: 'engine';
  target: string;
  tasks: number;
  leaseMs: number;
}

export interface Child {
  readonly pid: number;
  send(word: string): void;
  onMessage(listener: (message: {type: string}) => void): void;
  next<Of extends {type: string}>(type: Of['type'], withinMs?: number): Promise<Of>;
  /** Waits for its end, and forces it after a while. */
  end(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

const living = new Set<ChildProcess>();

export function startChild(request: ChildRequest | EngineRequest): Child {
  const env = {...process.env, NODE_NO_WARNINGS: '1', NO_LOG_SUCCESS: '1', NODE_ENV: 'production'};
  const child = fork(new URL('child.js', import.meta.url), [JSON.stringify(request)], {
    env,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  living.add(child);
  const gone = once(child, 'exit').then(() => void living.delete(child));
  return {
    pid: child.pid ?? -1,
    send: (word) => void (child.connected && child.send(word)),
    onMessage: (listener) => void child.on('message', listener),
    next: (type, withinMs = 120_000) => nextMessage(child, `${request.role} of ${request.target}`, type, withinMs),
    async end() {
      await Promise.race([gone, sleep(4000).then(() => child.kill('SIGKILL'))]);
      await gone;
    },
    kill: (signal) => void child.kill(signal),
  };
}

function nextMessage<Of extends {type: string}>(
  child: ChildProcess,
  name: string,
  type: Of['type'],
  withinMs: number,
): Promise<Of> {
  return new Promise((resolve, reject) => {
    const hear = (message: {type: string}): void => {
      if (message.type === type) finish(() => resolve(message as Of));
    };
    const exit = (code: number | null): void =>
      finish(() => reject(new Error(`${name} ended with ${code} before it said ${type}`)));
    const deadline = setTimeout(() => finish(() => reject(new Error(`${name} did not say ${type}`))), withinMs);
    const finish = (settle: () => void): void => {
      clearTimeout(deadline);
      child.off('message', hear);
      child.off('exit', exit);
      settle();
    };
    child.on('message', hear);
    child.on('exit', exit);
  });
}

/** One short role from start to end. */
export async function runChild<Of extends {type: string}>(request: ChildRequest, type: Of['type']): Promise<Of> {
  const child = startChild(request);
  const answer = await child.next<Of>(type);
  await child.end();
  return answer;
}

export function killChildren(): void {
  for (const child of living) child.kill('SIGKILL');
}
