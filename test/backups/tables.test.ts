import {expect, test} from 'vitest';
import {endBackupRun, listBackupRuns, listLastRuns, startBackupRun} from '../../state/backup-runs.js';
import {
  type Backup,
  countBackups,
  dropBackup,
  listBackups,
  listBackupsOfTask,
  readBackup,
  writeBackup,
} from '../../state/backups.js';
import {insertProof, listProofs, readLastProof, readProvenAt} from '../../state/proofs.js';
import {testWorld} from '../support/world.js';

const backup = (id: string, changes: Partial<Backup> = {}): Backup => ({
  id,
  name: 'nightly',
  host: 'here',
  paths: ['/srv/it\'s "odd"'],
  tags: ['a', 'b'],
  madeAt: 1000,
  tookMs: 5,
  files: 1,
  folders: 1,
  bytes: 10,
  addedBytes: 4,
  storedBytes: 2,
  errors: 0,
  parent: null,
  kind: 'made',
  operation: null,
  task: null,
  ...changes,
});

test('a backup is read as it was written, the newest first', () => {
  const {db} = testWorld();
  writeBackup(db, backup('a'));
  writeBackup(db, backup('b', {madeAt: 2000, kind: 'guard', task: 7}));
  writeBackup(db, backup('a', {name: null}));
  expect(listBackups(db, 9)).toEqual([backup('b', {madeAt: 2000, kind: 'guard', task: 7}), backup('a', {name: null})]);
  expect(listBackupsOfTask(db, 7).map(({id}) => id)).toEqual(['b']);
  expect([dropBackup(db, 'b'), dropBackup(db, 'b'), countBackups(db), readBackup(db, 'b')]).toEqual([
    true,
    false,
    1,
    undefined,
  ]);
});

test('the last proof may have failed; when it was last proven is still known', () => {
  const {db} = testWorld();
  expect([readLastProof(db), readProvenAt(db)]).toEqual([undefined, undefined]);
  const proof = {backup: 'a', at: 10, tookMs: 1, files: 2, bytes: 3, outcome: 'proven' as const, why: null};
  insertProof(db, proof);
  insertProof(db, {...proof, at: 20, outcome: 'failed', why: 'x differs'});
  expect(readLastProof(db)).toMatchObject({at: 20, outcome: 'failed', why: 'x differs'});
  expect(readProvenAt(db)).toBe(10);
  expect(listProofs(db, 'a', 9).map(({at}) => at)).toEqual([20, 10]);
});

test('one moment of a schedule is answered by one process, and its end is written once', () => {
  const {db} = testWorld();
  const run = {schedule: 'nightly', dueAt: 100, startedAt: 101};
  const end = {...run, endedAt: 105, outcome: 'done' as const, backup: 'a', operation: 1, why: null};
  expect([startBackupRun(db, run), startBackupRun(db, run)]).toEqual([true, false]);
  expect([endBackupRun(db, end), endBackupRun(db, {...end, outcome: 'failed', why: 'late'})]).toEqual([true, false]);
  startBackupRun(db, {...run, dueAt: 200});
  startBackupRun(db, {...run, schedule: 'source', dueAt: 50});
  expect(listLastRuns(db).map(({schedule, dueAt}) => [schedule, dueAt])).toEqual([
    ['nightly', 200],
    ['source', 50],
  ]);
  expect(listBackupRuns(db, 'nightly', 1)).toMatchObject([{dueAt: 200, outcome: null}]);
});
