import {randomBytes} from 'node:crypto';
import {closeSync, openSync, readFileSync, truncateSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import type {Running} from '../../support/program.js';
import {CLEAN, checkAll, commandProject, reportIn} from '../command-project.js';
import {compareTrees} from '../compare-trees.js';

const PIECE = 20_000_000;
/** What a backup may take, however large the file is; most of it is there before the first byte is read. */
const MOST_MEMORY = 450 * 1024 * 1024;

export interface Large {
  /** Of chance, so that nothing of it is stored twice. */
  plainBytes: number;
  holeBytes: number;
}

/** Backs up one large file, watches the memory, and lets restic say whether it is cut as restic cuts it. */
export async function backUpLarge({plainBytes, holeBytes}: Large): Promise<void> {
  const project = await commandProject();
  const file = join(project.source, 'large');
  const descriptor = openSync(file, 'w');
  for (let written = 0; written < plainBytes; written += PIECE) writeSync(descriptor, randomBytes(PIECE));
  closeSync(descriptor);
  truncateSync(file, plainBytes + holeBytes);
  const running = project.start('backup', project.source, '--name', 'test', '--json');
  const peak = watchMemory(running);
  const report = reportIn(await running.ended);
  expect(report.bytes).toBe(plainBytes + holeBytes);
  expect(await peak).toBeGreaterThan(0);
  expect(await peak).toBeLessThan(MOST_MEMORY);
  const said = (await project.restic('backup', '--force', '--json', project.source)).split('\n').at(-1) ?? '';
  expect((JSON.parse(said) as {data_added: number}).data_added).toBeLessThan(1_000_000);
  expect(compareTrees(project.source, await project.restore('test'))).toEqual([]);
  expect(await checkAll(project)).toContain(CLEAN);
}

/** The most memory it ever had, as the system counts it. */
async function watchMemory({pid, ended}: Running): Promise<number> {
  let most = 0;
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    most = Math.max(most, peakOf(pid));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return most;
}

function peakOf(pid: number): number {
  try {
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
