import {renameSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {tagBackup} from '../../src/backups/retag.js';
import {viewBackup, viewBackups} from '../../src/backups/view-backups.js';
import {insertProof} from '../../state/proofs.js';
import {write} from '../../state/write.js';
import {thrownBy} from '../support/thrown.js';
import {backupProject} from './project.js';
import {hasRestic} from './restic.js';

describe('the list of backups', () => {
  test.skipIf(!hasRestic)(
    'is what the repository has: those of other programs are added, forgotten ones dropped',
    async () => {
      // S-44
      const project = await backupProject();
      project.put('file', 'words');
      const {id} = await project.backUp({name: 'mine', tags: ['a']});
      await project.restic('backup', '--tag', 'theirs', project.folder);
      const {backups} = await viewBackups(project.world, {}, project.env);
      expect(backups.map(({kind, tags, files}) => [kind, tags, files])).toEqual([
        ['foreign', ['theirs'], null],
        ['made', ['a'], 1],
      ]);
      await project.restic('forget', id);
      expect((await viewBackups(project.world, {}, project.env)).backups.map(({kind}) => kind)).toEqual(['foreign']);
      const trail = project.world.db.prepare<{data: string}>("SELECT data FROM audit WHERE type = 'backup.seen'").all();
      expect(trail.map(({data}) => JSON.parse(data).gone)).toEqual([[], [id]]);
    },
  );

  test('is what was last known while the repository cannot be reached, and says so', async () => {
    const project = await backupProject();
    await project.backUp({name: 'mine'});
    renameSync(project.where, join(project.where, '..', 'moved'));
    const {backups, unreachable} = await viewBackups(project.world, {}, project.env);
    expect(backups.map(({name}) => name)).toEqual(['mine']);
    expect(unreachable).toMatch(/no backup repository in/);
    expect(await viewBackup(project.world, 'mine', project.env)).toMatchObject({file: undefined, name: 'mine'});
  });

  test('shows those that are asked for', async () => {
    const project = await backupProject();
    await project.backUp({name: 'one', tags: ['a', 'b']});
    await project.backUp({tags: ['a']});
    const named = async (filter: Parameters<typeof viewBackups>[1]) =>
      (await viewBackups(project.world, filter, project.env)).backups.map(({name}) => name);
    expect(await named({})).toEqual([null, 'one']);
    expect(await named({tags: ['a', 'b']})).toEqual(['one']);
    expect(await named({name: 'other'})).toEqual([]);
    expect(await named({path: project.folder, host: project.world.processes.host})).toEqual([null, 'one']);
  });

  test('with a wrong password is no list', async () => {
    const project = await backupProject();
    await project.backUp();
    expect(await thrownBy(viewBackups(project.world, {}, {RESTIC_PASSWORD: 'wrong'}))).toMatchObject({code: 'refused'});
  });
});

describe('a backup', () => {
  test('is shown with its steps and proofs, and keeps them under other tags', async () => {
    const project = await backupProject();
    project.put('file', 'words');
    const made = await project.backUp({name: 'mine', tags: ['a']});
    const proof = {backup: made.id, at: 5, tookMs: 1, files: 1, bytes: 5, outcome: 'proven' as const, why: null};
    write(project.world.db, () => insertProof(project.world.db, proof));
    const order = {word: 'mine', add: ['b'], remove: ['a'], name: 'yours'};
    const tagged = await tagBackup(project.world, order, project);
    expect(tagged).toMatchObject({before: made.id, tags: ['b'], name: 'yours', isChanged: true});
    const facts = await viewBackup(project.world, 'yours', project.env);
    expect(facts).toMatchObject({id: tagged.id, kind: 'made', files: 1, tags: ['b']});
    expect(facts.steps.map(({name}) => name)).toEqual(['scan', 'compress', 'store', 'verify']);
    expect(facts.proofs).toMatchObject([{outcome: 'proven', files: 1}]);
    expect(facts.file).toMatchObject({original: made.id, paths: [project.folder]});
    const [theirs] = hasRestic
      ? JSON.parse(await project.restic('snapshots', '--json'))
      : [{tags: ['name=yours', 'b']}];
    expect(theirs).toMatchObject({tags: ['name=yours', 'b']});
    const again = await tagBackup(project.world, {...order, word: 'yours'}, project);
    expect(again).toMatchObject({id: tagged.id, isChanged: false});
  });
});
