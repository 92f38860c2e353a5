import {execFileSync} from 'node:child_process';
import {rmSync, unlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {PruneOrder} from '../../../src/backups/prune/look.js';
import {PACK_BYTES, prune, tryPrune} from '../../../src/backups/prune/prune.js';
import {dice} from '../../support/random.js';
import {type BackupProject, backupProject, noise} from '../project.js';
import {hasRestic} from '../restic.js';

const all: PruneOrder = {mostUnused: {bytes: 0}, repacksSmall: false, packBytes: PACK_BYTES, isRepair: false};

async function forgetFile({where}: BackupProject, id: string) {
  unlinkSync(join(where, 'snapshots', id));
}

describe.skipIf(!hasRestic)('prune', () => {
  test('frees only what no backup needs, and restic finds nothing wrong afterwards', async () => {
    // S-21
    const project = await backupProject();
    const random = dice(7);
    for (let n = 0; n < 30; n++) project.put(`old/${n}`, noise(40_000, random));
    for (let n = 0; n < 30; n++) project.put(`both/${n}`, noise(40_000, random));
    const first = await project.backUp({name: 'one'});
    rmSync(join(project.folder, 'old'), {recursive: true});
    project.put('new', noise(100_000, random));
    const second = await project.backUp({name: 'two'});
    await forgetFile(project, first.id);

    const asked = await tryPrune(project.world, all, project);
    expect(asked).toMatchObject({isDry: true, backups: 1, packs: {repacked: 2, missing: 0}});
    expect(asked.freedBytes).toBeGreaterThan(30 * 40_000);
    const done = await prune(project.world, all, project);
    expect(done).toMatchObject({
      ...asked,
      isDry: false,
      operation: done.operation,
      tookMs: done.tookMs,
      packs: {...asked.packs, made: done.packs.made},
    });
    expect(await project.restic('check', '--read-data')).toContain('no errors were found');
    const out = join(project.world.paths.root, 'out');
    await project.restic('restore', second.id, '--target', out);
    execFileSync('diff', ['-r', project.folder, join(out, project.folder)]);
    expect(await project.restic('prune', '--dry-run', '--max-unused', '0')).toMatch(/to delete: +0 blobs/);
    expect(await tryPrune(project.world, all, project)).toMatchObject({
      freedBytes: 0,
      packs: {repacked: 0, removed: 0, orphans: 0},
    });
  });
});
