import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {
  addBackupKey,
  changeBackupPassword,
  listBackupKeys,
  removeBackupKey,
  unlockBackups,
} from '../../src/backups/keys-of-project.js';
import {openProjectRepository} from '../../src/backups/repository/of-project.js';
import {findPassword, generatedFile, passwordPlaces} from '../../src/backups/repository/password.js';
import {listAudit} from '../../state/audit.js';
import {hasTmux, openTerminal, program} from '../support/terminal.js';
import {thrownBy} from '../support/thrown.js';
import {testWorld} from '../support/world.js';
import {oldKey, quickRepository} from './quick-repository.js';
import {hasRestic, restic} from './restic.js';

const saying = (password: string) => async (): Promise<string> => password;

async function made() {
  const world = testWorld();
  const repository = await quickRepository(world);
  const {password = ''} = (await findPassword(passwordPlaces(world, {}))) ?? {};
  return {world, repository, password, folder: repository.store.where};
}

describe('several keys open one repository', () => {
  test('one is added, listed, used and taken away', async () => {
    const {world, repository, folder} = await made();
    const added = await addBackupKey(world, {}, saying('second'));
    const second = await openProjectRepository(world, {RESTIC_PASSWORD: 'second'});
    expect(second).toMatchObject({id: repository.id, keyName: added.id});
    expect(await listBackupKeys(world, {})).toMatchObject([
      {id: repository.keyName, isCurrent: true},
      {id: added.id, isCurrent: false},
    ]);
    await removeBackupKey(world, {}, added.id.slice(0, 8));
    expect(await thrownBy(openProjectRepository(world, {RESTIC_PASSWORD: 'second'}))).toMatchObject({code: 'refused'});
    expect(readdirSync(join(folder, 'keys'))).toEqual([repository.keyName]);
    expect(readdirSync(join(folder, 'locks'))).toEqual([]);
    expect(listAudit(world.db, {}).map(({type}) => type)).toEqual(
      expect.arrayContaining(['backup-key.added', 'backup-key.removed']),
    );
  });

  test('the one in use stays, and what names no key is told apart', async () => {
    const {world, repository} = await made();
    await repository.store.save('keys', oldKey.name, oldKey.json);
    expect(await thrownBy(removeBackupKey(world, {}, repository.keyName))).toMatchObject({
      code: 'refused',
      message: `${repository.keyName.slice(0, 8)} is the key in use: without it nothing could be read.`,
    });
    expect(await thrownBy(removeBackupKey(world, {}, '../config'))).toMatchObject({code: 'invalid'});
    expect(await thrownBy(removeBackupKey(world, {}, ''))).toMatchObject({code: 'invalid'});
    expect(await thrownBy(removeBackupKey(world, {}, 'abcdef0123456789'))).toMatchObject({code: 'not-found'});
    expect(await listBackupKeys(world, {})).toHaveLength(2);
  });

  test('nobody is asked for a new password where the old one is wrong', async () => {
    const {world} = await made();
    const ask = (): Promise<string> => expect.unreachable();
    expect(await thrownBy(addBackupKey(world, {RESTIC_PASSWORD: 'wrong'}, ask))).toMatchObject({code: 'refused'});
  });
});

describe('a new password', () => {
  test('takes the place of the one that was made here, also in the file', async () => {
    const {world, repository, password} = await made();
    expect((await changeBackupPassword(world, {}, saying('chosen'))).toChange).toBeUndefined();
    expect(readFileSync(generatedFile(world.paths), 'utf8')).toBe('chosen\n');
    expect(statSync(generatedFile(world.paths)).mode & 0o777).toBe(0o600);
    expect((await openProjectRepository(world, {})).id).toBe(repository.id);
    expect(await thrownBy(openProjectRepository(world, {RESTIC_PASSWORD: password}))).toMatchObject({code: 'refused'});
  });

  test('says where the old one stands, when that is no place of ours', async () => {
    const {world, password} = await made();
    const env = {RESTIC_PASSWORD: password};
    expect((await changeBackupPassword(world, env, saying('chosen'))).toChange).toBe('RESTIC_PASSWORD');
    expect(readFileSync(generatedFile(world.paths), 'utf8')).toBe(`${password}\n`);
  });

  test('that is empty changes nothing', async () => {
    const {world, repository} = await made();
    expect(await thrownBy(changeBackupPassword(world, {}, saying('')))).toMatchObject({code: 'invalid'});
    expect(await listBackupKeys(world, {})).toMatchObject([{id: repository.keyName, isCurrent: true}]);
  });

  test.skipIf(!hasTmux)('is asked for twice in a terminal, and never shown', async () => {
    const {world, repository} = await made();
    const terminal = openTerminal(world.paths.root);
    terminal.type(`${process.execPath} ${program} backup-key passwd`);
    terminal.keys('Enter');
    await terminal.see('New password:');
    terminal.type('hidden-wrx');
    terminal.keys('BSpace');
    terminal.type('d');
    terminal.keys('Enter');
    await terminal.see('Once more:');
    terminal.type('hidden-wrd');
    terminal.keys('Enter');
    expect(await terminal.see('The password was changed.')).not.toContain('hidden');
    expect((await openProjectRepository(world, {RESTIC_PASSWORD: 'hidden-wrd'})).id).toBe(repository.id);
    terminal.type(`${process.execPath} ${program} backup-key add`);
    terminal.keys('Enter');
    await terminal.see(/add\s+New password:/);
    terminal.keys('C-c');
    await terminal.see('No password was given; nothing was changed.');
    expect(await listBackupKeys(world, {})).toHaveLength(1);
  });
});

test('unlock removes what the dead left and says who is at work', async () => {
  const {world, repository} = await made();
  await repository.save('locks', Buffer.from(JSON.stringify({time: '2020-01-01T00:00:00Z', hostname: 'x', pid: 7})));
  const {removed, left} = await unlockBackups(world, {}, false);
  expect({removed, left}).toMatchObject({removed: [{why: 'it was not renewed for half an hour'}], left: []});
  expect(listAudit(world.db, {type: 'repository.unlocked'})).toHaveLength(1);
  await unlockBackups(world, {}, true);
  expect(listAudit(world.db, {type: 'repository.unlocked'})).toHaveLength(1);
});

describe.skipIf(!hasRestic)('restic', () => {
  test('opens the repository with a key of ours, and we with one of restic', async () => {
    const {world, repository, folder} = await made();
    await addBackupKey(world, {}, saying('second wörd'));
    const env = {RESTIC_PASSWORD: 'second wörd'};
    writeFileSync(join(world.paths.root, 'third'), 'third');
    await restic(folder, ['key', 'add', '--new-password-file', join(world.paths.root, 'third')], env);
    expect((await openProjectRepository(world, {RESTIC_PASSWORD: 'third'})).id).toBe(repository.id);
    await changeBackupPassword(world, env, saying('fourth'));
    expect(await restic(folder, ['cat', 'config'], {RESTIC_PASSWORD: 'fourth'})).toContain(repository.id);
    expect(await thrownBy(restic(folder, ['cat', 'config'], env))).toMatchObject({
      stderr: expect.stringContaining('wrong password'),
    });
  });
});
