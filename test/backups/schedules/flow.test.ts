import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type Engine, startEngine} from '../../../src/engine.js';
import {listBackupRuns} from '../../../state/backup-runs.js';
import {listBackups} from '../../../state/backups.js';
import {listNotices} from '../../../state/notifications.js';
import {readLastProof} from '../../../state/proofs.js';
import {answerOf, orkestra} from '../../support/program.js';
import {until} from '../../support/world.js';
import {alone, engineOf, guardedProject} from '../guard/guarding.js';
import type {BackupProject} from '../project.js';

const HOUR = 3_600_000;

/** The same schedule in the settings of this process and in the file that those it starts read. */
async function scheduled(): Promise<BackupProject> {
  const project = await guardedProject();
  const {world} = project;
  project.put('a.txt', 'a');
  const yaml = `backup:\n  schedules:\n    - {name: hourly, path: src, every: 1h, keep: last 1}\n`;
  writeFileSync(world.paths.config, yaml);
  const schedules = [{name: 'hourly', path: 'src', everyMs: HOUR, jitterMs: 0, keep: 'last 1'}];
  world.configure({backup: {schedules: schedules as never}});
  return project;
}

const runs = ({world}: BackupProject) => listBackupRuns(world.db, 'hourly', 10);
const lastOutcome = (project: BackupProject) => runs(project)[0]?.outcome;

/** Until the engine has seen the schedule, nothing can be missed. */
const seen = ({world}: BackupProject): Promise<unknown> =>
  until(() => world.db.value<string>("SELECT value FROM meta WHERE key = 'schedules'"));

test('a scheduled backup appears by itself, missed ones are made up for once, and old ones are forgotten', async () => {
  const project = await scheduled();
  const {world} = project;
  engineOf(world);
  await seen(project);
  world.advance(HOUR);
  await until(() => lastOutcome(project) === 'done', 'the first run');
  const [first] = listBackups(world.db, 10);
  expect(first).toMatchObject({name: 'hourly', kind: 'made', files: 1, paths: [project.folder]});
  expect(runs(project)).toMatchObject([{backup: first?.id, operation: first?.operation, why: null}]);

  project.put('b.txt', 'b');
  world.advance(10 * HOUR);
  await until(() => runs(project).length === 2 && lastOutcome(project) === 'done', 'the second run');
  const left = listBackups(world.db, 10);
  expect(left).toMatchObject([{id: runs(project)[0]?.backup, name: 'hourly', files: 2}]);
  expect(readdirSync(join(project.where, 'snapshots'))).toEqual([left[0]?.id]);

  const {out} = await orkestra(world.paths.root, 'schedule');
  expect(out).toMatch(/^hourly {2}every 1h {2}src {2}next .* · last .*, done$/m);
  const status = await answerOf<{backups: object}>(world.paths.root, 'status');
  expect(status.backups).toMatchObject({newest: {name: 'hourly'}, schedules: [{name: 'hourly'}]});
});

test('a run goes on when its engine is gone, and the next engine does not start it again', async () => {
  const project = await scheduled();
  const {world} = project;
  let second: Engine | undefined;
  await alone(project, async () => {
    const engine = startEngine(world);
    await seen(project);
    world.advance(HOUR);
    await until(() => runs(project)[0]?.owner !== undefined && runs(project)[0]?.owner !== world.owner, 'its process');
    await engine.stop('leave');
    second = engineOf(world);
    await until(() => second?.isLeading());
  });
  await until(() => lastOutcome(project) === 'done');
  expect(runs(project)).toHaveLength(1);
});

test('a run that is killed is lost, told, and leaves the repository for the next one', async () => {
  const project = await scheduled();
  const {world} = project;
  engineOf(world);
  await alone(project, async () => {
    await seen(project);
    world.advance(HOUR);
    const owner = await until(() => {
      const [run] = runs(project);
      return run?.owner === world.owner ? undefined : (run?.owner ?? undefined);
    });
    process.kill(Number(owner.split('/')[1]), 'SIGKILL');
    await until(() => lastOutcome(project) === 'lost');
  });
  expect(listNotices(world.db, 'user', {limit: 5})).toMatchObject([{about: 'schedule:hourly', kind: 'needs-you'}]);
  world.advance(HOUR);
  await until(() => lastOutcome(project) === 'done');
});

test('a sample of the newest backup is restored by itself, and one that cannot be is told loudly', async () => {
  const project = await guardedProject();
  const {world} = project;
  project.put('a.txt', 'some words');
  const {id} = await project.backUp({name: 'nightly'});
  engineOf(world);
  await until(() => readLastProof(world.db));
  expect(readLastProof(world.db)).toMatchObject({backup: id, outcome: 'proven', files: 1, bytes: 10, why: null});

  breakPacks(project.where);
  world.advance(world.config.backup.proofEveryMs);
  await until(() => readLastProof(world.db)?.outcome === 'failed');
  expect(listNotices(world.db, 'user', {limit: 5})).toMatchObject([
    {
      kind: 'needs-you',
      priority: 'urgent',
      title: `The backup ${id.slice(0, 8)} (nightly) could not be restored as it was made`,
    },
  ]);
});

/** One bit of each pack is another. */
function breakPacks(where: string): void {
  for (const entry of readdirSync(join(where, 'data'), {recursive: true, withFileTypes: true})) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
    writeFileSync(file, bytes);
  }
}
