import {spawnSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {median, nowMs} from '../support/numbers.js';

export interface CommandTimes {
  bareMs: number;
  statusMs: number;
  addMs: number;
}

/** Seen from the cache folder that the benchmark runs in. */
const PROGRAM = fileURLToPath(new URL('../../../bin/orkestra.js', import.meta.url));

/** The built program against a Node that does nothing, one after the other, so that all meet the same machine. */
export async function measureCommands(dir: string, times: number): Promise<CommandTimes> {
  const root = join(dir, 'commands');
  mkdirSync(root, {recursive: true});
  const runs = {bare: [] as number[], status: [] as number[], add: [] as number[]};
  for (let i = 0; i <= times; i++) {
    const add = time(root, [PROGRAM, 'task', 'add', `task ${i}`, '--run', 'true', '--json']);
    const bare = time(root, ['-e', '0']);
    const status = time(root, [PROGRAM, 'status', '--json']);
    if (i === 0) continue;
    runs.add.push(add);
    runs.bare.push(bare);
    runs.status.push(status);
  }
  return {bareMs: median(runs.bare), statusMs: median(runs.status), addMs: median(runs.add)};
}

function time(cwd: string, args: readonly string[]): number {
  const startedAt = nowMs();
  const {status, stderr} = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: {...process.env, NODE_ENV: 'production'},
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return nowMs() - startedAt;
}
