import {chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {rollBack, tryRollBack} from '../../../src/backups/rollback/roll-back.js';
import {takeRollbackBack} from '../../../src/backups/rollback/undo-rollback.js';
import {addTask} from '../../../src/tasks/add.js';
import type {TaskDraft} from '../../../src/tasks/draft.js';
import {listAudit} from '../../../state/audit.js';
import {listBackupsOfTask} from '../../../state/backups.js';
import {listNotices} from '../../../state/notifications.js';
import {listRollbacks} from '../../../state/rollbacks.js';
import {readTask} from '../../../state/tasks.js';
import {orkestra, orkestraWith, start} from '../../support/program.js';
import {until} from '../../support/world.js';
import {compareTrees} from '../compare-trees.js';
import {contentOf, engineOf, guardedProject} from '../guard/guarding.js';
import type {BackupProject} from '../project.js';

const HAVOC = `
  echo changed > src/a.txt; rm src/gone.txt; rm -r src/old; echo made > src/new.txt; mkdir src/fresh; echo x > src/fresh/x
  rm src/link; ln -s elsewhere src/link; chmod 600 src/mode.txt; rm -r src/folder; echo file > src/folder
  rm src/file; mkdir src/file; echo in > src/file/in; exit 1`;

/** Every kind of thing that a task can do to a folder. */
async function project(): Promise<BackupProject> {
  const made = await guardedProject();
  for (const name of ['a.txt', 'gone.txt', 'old/b.txt', 'mode.txt', 'folder/c.txt', 'file', 'same.txt'])
    made.put(name, `before ${name}\n`);
  symlinkSync('a.txt', join(made.folder, 'link'));
  chmodSync(join(made.folder, 'mode.txt'), 0o751);
  return made;
}

async function fail({world}: BackupProject, more: Partial<TaskDraft> = {}): Promise<number> {
  const id = addTask(world, {title: 'havoc', run: HAVOC, files: ['src/**'], retries: 0, ...more});
  const engine = engineOf(world);
  await engine.whenIdle();
  await engine.stop('leave');
  return id;
}

const call = ({env}: BackupProject) => ({env});

/** A copy to hold a folder against later, with modes, times and links. */
async function copyOf({world, folder}: BackupProject, name: string): Promise<string> {
  const to = join(world.paths.root, name);
  const {execFileSync} = await import('node:child_process');
  execFileSync('cp', ['-a', folder, to]);
  return to;
}

/** Times of folders are those of whoever last put something into them. */
const differences = (one: string, other: string): string[] =>
  compareTrees(one, other).filter((text) => !/time|modified/.test(text) || !/folder|^src$|fresh|old|^\.?$/.test(text));

test('what a failed task did is put back to the byte, and that is taken back to the byte', async () => {
  const it = await project();
  const before = await copyOf(it, 'before');
  const id = await fail(it);
  const after = await copyOf(it, 'after');
  const contentBefore = contentOf(before);
  const contentAfter = contentOf(after);
  expect(contentOf(it.folder)).toEqual(contentAfter);

  const report = await rollBack(it.world, {task: id}, call(it));
  expect(report.left).toEqual([]);
  expect(contentOf(it.folder)).toEqual(contentBefore);
  expect(differences(before, it.folder)).toEqual([]);
  const [backup] = listBackupsOfTask(it.world.db, id);
  expect(backup).toMatchObject({kind: 'rollback', name: 'rollback', id: report.backup});
  expect(listAudit(it.world.db, {task: id}).map(({type}) => type)).toContain('task.rolled-back');

  const undone = await takeRollbackBack(it.world, id, call(it));
  expect(undone.left).toEqual([]);
  expect(contentOf(it.folder)).toEqual(contentAfter);
  expect(differences(after, it.folder)).toEqual([]);
  expect(listRollbacks(it.world.db, id)).toMatchObject([{undoneAt: expect.any(Number)}]);
  await expect(takeRollbackBack(it.world, id, call(it))).rejects.toThrow(/was not put back/);
});

test('a preview says what would happen, with a diff, and changes nothing', async () => {
  const it = await project();
  const id = await fail(it, {run: 'echo changed > src/a.txt; rm src/gone.txt; echo made > src/new.txt; exit 1'});
  const now = contentOf(it.folder);
  const preview = await tryRollBack(it.world, {task: id}, call(it));
  expect(preview.changes.map(({path, was}) => [path.slice(it.folder.length + 1), was])).toEqual([
    ['a.txt', 'changed'],
    ['gone.txt', 'deleted'],
    ['new.txt', 'created'],
  ]);
  expect(preview.diff).toContain('-changed\n+before a.txt\n');
  expect(preview.diff).toContain('+before gone.txt\n');
  expect(preview.diff).toContain('-made\n');
  expect(contentOf(it.folder)).toEqual(now);
  expect(listRollbacks(it.world.db, id)).toEqual([]);
});

test('what others touched after the attempt is left and named, unless all is wanted', async () => {
  const it = await project();
  const id = await fail(it, {run: 'echo changed > src/a.txt; echo made > src/new.txt; exit 1'});
  await until(() => Date.now() > (readTask(it.world.db, id)?.endedAt ?? 0) + 20);
  it.put('new.txt', 'mine now');
  it.put('other.txt', 'mine');
  const report = await rollBack(it.world, {task: id}, call(it));
  expect(report.left).toEqual([
    {path: join(it.folder, 'new.txt'), why: 'it was made after the attempt ended'},
    {path: join(it.folder, 'other.txt'), why: 'it was made after the attempt ended'},
  ]);
  expect(contentOf(it.folder)).toMatchObject({'a.txt': 'before a.txt\n', 'new.txt': 'mine now', 'other.txt': 'mine'});

  await rollBack(it.world, {task: id, takesLater: true}, call(it));
  expect(Object.keys(contentOf(it.folder))).not.toContain('new.txt');
  await takeRollbackBack(it.world, id, call(it));
  expect(contentOf(it.folder)['new.txt']).toBe('mine now');
});

test('what was changed since the rollback is left when it is taken back', async () => {
  const it = await project();
  const id = await fail(it, {run: 'echo changed > src/a.txt; echo changed > src/same.txt; exit 1'});
  await rollBack(it.world, {task: id}, call(it));
  it.put('a.txt', 'mine now');
  const {left} = await takeRollbackBack(it.world, id, call(it));
  expect(left).toEqual([{path: join(it.folder, 'a.txt'), why: 'it was changed since'}]);
  expect(contentOf(it.folder)).toMatchObject({'a.txt': 'mine now', 'same.txt': 'changed\n'});
});

test('only what the task declares is put back, and what was left out of the backup is never removed', async () => {
  const it = await project();
  mkdirSync(join(it.folder, '.git'));
  it.put('.git/config', 'git');
  it.put('kept.log', 'old');
  const run = 'for f in src/a.txt src/same.txt src/.git/config other.txt; do echo changed > $f; done; exit 1';
  const id = await fail(it, {run, files: ['src/a.*', 'src/.git/**']});
  await rollBack(it.world, {task: id}, call(it));
  expect(contentOf(it.folder)).toMatchObject({
    'a.txt': 'before a.txt\n',
    'same.txt': 'changed\n',
    '.git/config': 'changed\n',
    'kept.log': 'old',
  });
  expect(readFileSync(join(it.world.paths.root, 'other.txt'), 'utf8')).toBe('changed\n');
});

test('files that another task holds are not touched', async () => {
  const it = await project();
  const id = await fail(it, {run: 'echo changed > src/a.txt; exit 1'});
  const {takeLocks} = await import('../../../src/locks/take.js');
  takeLocks(it.world, {kind: 'file', ids: ['src/**'], holder: 'someone', leaseMs: 60_000, isBeating: true});
  const report = await rollBack(it.world, {task: id}, call(it));
  expect(report.left).toEqual([{path: join(it.folder, 'a.txt'), why: 'src/** is held by someone'}]);
  expect(contentOf(it.folder)['a.txt']).toBe('changed\n');
});

test('a failed attempt is put back by itself before the next one begins, where that is wanted', async () => {
  const it = await project();
  it.world.configure({backup: {rollback: 'auto'}});
  writeFileSync(it.world.paths.config, 'backup: {rollback: auto}\n');
  const run = 'cat src/a.txt >> seen; echo changed >> src/a.txt; echo made > src/new.txt; exit 1';
  const id = await fail(it, {run, retries: 1});
  expect(readTask(it.world.db, id)).toMatchObject({state: 'failed', attempt: 2});
  expect(readFileSync(join(it.world.paths.root, 'seen'), 'utf8')).toBe('before a.txt\nbefore a.txt\n');
  expect(contentOf(it.folder)).toMatchObject({'a.txt': 'before a.txt\n'});
  expect(Object.keys(contentOf(it.folder))).not.toContain('new.txt');
  expect(listRollbacks(it.world.db, id)).toHaveLength(2);
});

test('work of others in the same folder is not put back by itself: a person is told and decides', async () => {
  const it = await project();
  it.world.configure({backup: {rollback: 'auto', guard: 'all'}});
  writeFileSync(it.world.paths.config, 'backup: {rollback: auto}\n');
  addTask(it.world, {title: 'other', run: 'until [ -e stop ]; do sleep 0.05; done; echo mine > src/mine.txt'});
  const id = addTask(it.world, {title: 'fails', run: 'echo changed > src/a.txt; touch stop; exit 1', retries: 0});
  await engineOf(it.world).whenIdle();
  expect(readTask(it.world.db, id)?.state).toBe('failed');
  expect(contentOf(it.folder)['a.txt']).toBe('changed\n');
  expect(listNotices(it.world.db, 'user', {limit: 9}).map(({title}) => title)).toContain(
    `What attempt 1 of #${id} did was not put back`,
  );
});

test('the command shows it, asks for a yes, does it, and takes it back', async () => {
  const it = await project();
  const {root} = it.world.paths;
  const id = String(await fail(it, {run: 'echo changed > src/a.txt; exit 1'}));
  const shown = await orkestra(root, 'task', 'rollback', id);
  expect(shown).toMatchObject({code: 1, err: ''});
  expect(shown.out).toMatch(/^To before attempt 1 of task #1, 1 file:\n {2}change back .*a\.txt\n.*add --yes/s);
  expect(await orkestra(root, 'task', 'rollback', id, '--yes')).toMatchObject({code: 0});
  expect(contentOf(it.folder)['a.txt']).toBe('before a.txt\n');
  expect(await orkestra(root, 'task', 'rollback', id, '--undo')).toMatchObject({code: 0});
  expect(contentOf(it.folder)['a.txt']).toBe('changed\n');
});

test('a rollback that is killed is whole after the next one, and taken back as one', async () => {
  const it = await project();
  const {root} = it.world.paths;
  const many = Array.from({length: 400}, (_, at) => `${at}.txt`);
  for (const name of many) it.put(name, `before ${name}`);
  const id = await fail(it, {run: 'for f in src/*.txt; do echo changed > $f; done; exit 1'});
  const before = Object.fromEntries(many.map((name) => [name, `before ${name}`]));
  const running = start(root, ['task', 'rollback', String(id), '--yes']);
  await until(() => listRollbacks(it.world.db, id).length > 0);
  running.send('SIGKILL');
  await running.ended;
  for (const text of Object.values(contentOf(it.folder))) expect(text).toMatch(/^(before .*|changed\n)$/s);
  expect(await orkestraWith(root, {}, 'task', 'rollback', String(id), '--yes')).toMatchObject({code: 0});
  expect(contentOf(it.folder)).toMatchObject(before);
  expect(readdirSync(it.folder).filter((name) => name.startsWith('.orkestra-'))).toEqual([]);
  expect(await orkestra(root, 'task', 'rollback', String(id), '--undo')).toMatchObject({code: 0});
  for (const name of many) expect(contentOf(it.folder)[name]).toBe('changed\n');
});

test('a backup that was forgotten is told, and nothing is touched', async () => {
  const it = await project();
  const id = await fail(it, {run: 'echo changed > src/a.txt; exit 1'});
  rmSync(join(it.where, 'snapshots'), {recursive: true});
  mkdirSync(join(it.where, 'snapshots'));
  await expect(rollBack(it.world, {task: id}, call(it))).rejects.toThrow(
    /was forgotten, so there is nothing to go back/,
  );
  expect(contentOf(it.folder)['a.txt']).toBe('changed\n');
});

test('a kill of the engine while failed work is put back leaves it to the next engine', async () => {
  const it = await project();
  const {world} = it;
  const {root} = world.paths;
  writeFileSync(world.paths.config, 'backup: {rollback: auto}\n');
  const run = 'echo changed > src/a.txt; echo made > src/new.txt; exit 1';
  addTask(world, {title: 'fails', run, files: ['src/**'], retries: 0});
  const env = {RESTIC_PASSWORD: it.env.RESTIC_PASSWORD, ORKESTRA_BACKUP_GUARD: 'agents'};
  const engine = start(root, ['run', '--until-idle'], {env});
  // The process that puts it back has begun, and the end of the attempt is not written.
  const isAtIt = () => listAudit(world.db, {type: 'lock'}).some(({data}) => data.includes('rollback-1'));
  await until(isAtIt);
  engine.send('SIGKILL');
  await engine.ended;
  expect(readTask(world.db, 1)?.state).toBe('running');
  await orkestraWith(root, {env}, 'run', '--until-idle');
  expect(readTask(world.db, 1)).toMatchObject({state: 'failed', attempt: 1});
  expect(contentOf(it.folder)['a.txt']).toBe('before a.txt\n');
  expect(Object.keys(contentOf(it.folder))).not.toContain('new.txt');
});
