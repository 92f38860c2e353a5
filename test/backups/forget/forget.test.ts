import {chmodSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {forget, tryForget} from '../../../src/backups/forget/forget.js';
import {type ForgetOrder, LAST_ONE, planForget, whatGoes} from '../../../src/backups/forget/plan.js';
import type {ListedBackup} from '../../../src/backups/list-backups.js';
import {parsePolicy} from '../../../src/backups/retention/parse.js';
import {listBackupIds} from '../../../state/backups.js';
import {thrownBy} from '../../support/thrown.js';
import {backupProject} from '../project.js';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');

function backup(id: string, hoursAgo: number, more: Partial<ListedBackup> = {}): ListedBackup {
  const madeAt = NOW - hoursAgo * HOUR_MS;
  return {
    ...{id: id.repeat(16), madeAt, time: new Date(madeAt).toISOString(), tree: '', paths: ['/home/me']},
    ...{hostname: 'here', username: 'me', uid: 0, gid: 0, excludes: [], tags: [], name: undefined},
    ...{parent: undefined, original: undefined, fields: {}},
    ...more,
  };
}

const plan = (backups: readonly ListedBackup[], order: ForgetOrder) => planForget({backups, damaged: []}, order, NOW);
const keeping = (text: string, filter = {}): ForgetOrder => ({policy: parsePolicy(text), filter});
const ids = (backups: readonly ListedBackup[]): string[] => backups.map(({id}) => id.slice(0, 4));

test('many backups of one thing never push out those of another', () => {
  // S-44
  // part of O-117
  const backups = [
    backup('aaa1', 1, {name: 'one'}),
    backup('aaa2', 2, {name: 'one'}),
    backup('bbb1', 3, {name: 'other'}),
    backup('ccc1', 4),
    backup('ddd1', 5, {hostname: 'elsewhere'}),
  ];
  const groups = plan(backups, keeping('last 1'));
  expect(groups.map(({title}) => title)).toEqual(['one', 'other', '/home/me on here', '/home/me on elsewhere']);
  expect(ids(whatGoes(groups))).toEqual(['aaa2']);
  expect(groups[0]?.backups[0]).toMatchObject({isKept: true, reasons: ['last 1']});
});

test('the last backup of something stays, though a policy wants none of it', () => {
  const backups = [backup('aaa1', 1), backup('aaa2', 2), backup('bbb1', 1, {name: 'b', tags: ['release']})];
  const groups = plan(backups, keeping('tag release'));
  expect(ids(whatGoes(groups))).toEqual(['aaa2']);
  expect(groups[0]?.backups[0]).toMatchObject({isKept: true, reasons: [LAST_ONE]});
  expect(ids(whatGoes(plan(backups, {words: ['aaa1', 'aaa2', 'b']})))).toEqual(['aaa1', 'aaa2', 'bbb1']);
});

test('only those a filter lets through are thought about', () => {
  const backups = [
    backup('aaa1', 1, {name: 'one'}),
    backup('aaa2', 2, {name: 'one'}),
    backup('bbb1', 3, {name: 'other'}),
    backup('bbb2', 4, {name: 'other'}),
  ];
  expect(ids(whatGoes(plan(backups, keeping('last 1', {name: 'other'}))))).toEqual(['bbb2']);
  expect(plan(backups, keeping('last 1', {host: 'elsewhere'}))).toEqual([]);
});

test('forgets exactly what is named, and tells screens and the trail', async () => {
  // S-44
  const project = await backupProject();
  project.put('file', 'one');
  const first = await project.backUp({name: 'one'});
  project.put('file', 'two');
  const second = await project.backUp({name: 'one'});
  const order: ForgetOrder = {words: ['one~1']};
  const agreed = new Set(whatGoes(await tryForget(project.world, order, project)).map(({id}) => id));
  const {forgotten} = await forget(project.world, order, agreed, project);
  expect(forgotten.map(({id}) => id)).toEqual([first.id]);
  expect(readdirSync(join(project.where, 'snapshots'))).toEqual([second.id]);
  expect(listBackupIds(project.world.db)).toEqual([second.id]);
  const trail = project.world.db
    .prepare<{data: string}>("SELECT data FROM audit WHERE type = 'backup.forgotten'")
    .all();
  expect(trail.map(({data}) => JSON.parse(data).id)).toEqual([first.id]);
});

test('never forgets more than what was agreed to, whatever came meanwhile', async () => {
  const project = await backupProject();
  const {id: first} = await project.backUp();
  const order = keeping('last 1');
  const agreed = new Set(whatGoes(await tryForget(project.world, order, project)).map(({id}) => id));
  await project.backUp();
  expect((await forget(project.world, order, agreed, project)).forgotten).toEqual([]);
  expect(readdirSync(join(project.where, 'snapshots'))).toContain(first);
});

test('forgets a backup that cannot be read when its id is named, and only then', async () => {
  const project = await backupProject();
  const {id} = await project.backUp();
  await project.backUp();
  const file = join(project.where, 'snapshots', id);
  chmodSync(file, 0o600);
  writeFileSync(file, 'nonsense');
  expect(whatGoes(await tryForget(project.world, keeping('last 1'), project))).toEqual([]);
  await forget(project.world, {words: [id.slice(0, 12)]}, new Set([id]), project);
  expect(readdirSync(join(project.where, 'snapshots'))).not.toContain(id);
});

test('a backup that is not there is told before anything is forgotten', async () => {
  const project = await backupProject();
  await project.backUp({name: 'nightly'});
  expect(await thrownBy(tryForget(project.world, {words: ['nightyl']}, project))).toMatchObject({
    code: 'not-found',
    hint: 'Did you mean `nightly`?',
  });
});
