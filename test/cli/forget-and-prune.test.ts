import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {runInside} from '../support/program.js';
import {snapshotOf} from '../support/snapshot.js';
import {backUpTwice} from './sample-backups.js';
import {sampleProjects} from './sample-project.js';

const copySample = sampleProjects();

async function backedUp() {
  const dir = copySample();
  await backUpTwice(dir);
  return {dir, call: (...words: string[]) => runInside([...words, '--project-root', dir])};
}

test('what would be forgotten is shown, and stays until somebody says yes', async () => {
  // S-44
  const {dir, call} = await backedUp();
  const before = snapshotOf(dir);
  const dry = await call('forget', '--keep-last', '1', '--dry-run');
  expect(dry).toMatchObject({code: 0, err: ''});
  expect(dry.out).toMatch(/^docs\n {2}keep .* last 1\n {2}forget .*\n1 of 2 backups would be forgotten\.\n$/s);
  const asked = await call('forget', '--keep-last', '1');
  expect(asked.code).toBe(1);
  expect(asked.out).toMatch(/Nothing was forgotten: add --yes\.\n$/);
  const pruning = await call('prune', '--max-unused', '0', '--repack-small');
  expect(pruning.code).toBe(1);
  expect(pruning.out).toMatch(/^2 backups need .*\nWould free .*\nNothing was done: add --yes\.\n$/);
  expect(snapshotOf(dir)).toEqual(before);
});

test('forgetting with --prune frees the space as well, in one document for a script', async () => {
  const {dir, call} = await backedUp();
  const ran = await call('forget', 'docs~1', '--prune', '--yes', '--json');
  expect(ran).toMatchObject({code: 0, err: ''});
  const told = JSON.parse(ran.out);
  expect(told).toMatchObject({isDry: false, groups: [{title: 'docs', kept: [], forgotten: [{name: 'docs'}]}]});
  expect(told.pruned).toMatchObject({isDry: false, backups: 1});
  expect(readdirSync(join(dir, '.orkestra', 'backups', 'snapshots'))).toHaveLength(1);
  expect((await call('backups')).out.trim().split('\n')).toHaveLength(1);
});

test('the policy of the settings counts when none is given', async () => {
  const {call} = await backedUp();
  expect((await call('forget', '--dry-run')).out).toMatch(
    /keep .* last 3, hourly 24.*Nothing is to be forgotten\.\n$/s,
  );
});
