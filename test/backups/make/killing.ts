import {appendFileSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {type Dice, dice} from '../../support/random.js';
import {CLEAN, type CommandProject, checkAll, commandProject, filesIn, fillSource} from '../command-project.js';
import {compareTrees} from '../compare-trees.js';

/** What a moment is told by: a file where none was before, or the time. */
const SIGNS = ['locks', 'tmp', 'data', 'index', 'snapshots', 'time'] as const;

/** One backup that stays, and then many that are killed, each looked at afterwards. */
export async function killBackups(seeds: readonly number[]): Promise<void> {
  const project = await commandProject();
  fillSource(project.source, {large: 1});
  await project.backUp([project.source, '--name', 'first']);
  const first = await project.restore('first');
  expect(compareTrees(project.source, first)).toEqual([]);
  for (const seed of seeds) {
    await killOnce(project, dice(seed), `seed ${seed}`);
    expect(await checkAll(project), `seed ${seed}`).toContain(CLEAN);
    await project.backUp();
    expect(filesIn(project.repository, 'locks'), `seed ${seed}: no lock stays`).toEqual([]);
    expect(compareTrees(project.source, await project.restore('test')), `seed ${seed}`).toEqual([]);
  }
  expect(compareTrees(first, await project.restore('first'))).toEqual([]);
  await sweepLeftovers(project);
  expect(await checkAll(project)).toContain(CLEAN);
}

/** What a dead process left stays for half an hour: what looks dead from within a container may be alive. */
async function sweepLeftovers(project: CommandProject): Promise<void> {
  const hourAgo = Date.now() / 1000 - 3600;
  for (const name of filesIn(project.repository, 'tmp'))
    utimesSync(join(project.repository, 'tmp', name), hourAgo, hourAgo);
  await project.backUp();
  expect(filesIn(project.repository, 'tmp')).toEqual([]);
}

async function killOnce(project: CommandProject, random: Dice, what: string): Promise<void> {
  fillSource(project.source, {small: 50, large: 2, largeBytes: 10_000_000});
  appendFileSync(join(project.source, 'grows'), what);
  const sign = random.pick(SIGNS);
  const afterMs = sign === 'time' ? random.below(1500) : random.below(20);
  const before = sign === 'time' ? 0 : filesIn(project.repository, sign).length;
  const running = project.start('backup', project.source, '--name', 'killed');
  let isEnded = false;
  void running.ended.then(() => {
    isEnded = true;
  });
  const hasCome = (): boolean => isEnded || sign === 'time' || filesIn(project.repository, sign).length > before;
  while (!hasCome()) await pause(1);
  await pause(afterMs);
  running.send('SIGKILL');
  const {code, signal} = await running.ended;
  expect(signal === 'SIGKILL' || code === 0, `${what}: killed, or too late`).toBe(true);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
