import {unlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {forget} from '../../../src/backups/forget/forget.js';
import type {PruneOrder} from '../../../src/backups/prune/look.js';
import {prune, tryPrune} from '../../../src/backups/prune/prune.js';
import {dice} from '../../support/random.js';
import {thrownBy} from '../../support/thrown.js';
import {expectWhole, stock} from '../../torture/prune-storm.js';
import {startRestServer} from '../rest-server.js';
import {hasRestic} from '../restic.js';

const order: PruneOrder = {mostUnused: {bytes: 0}, repacksSmall: true, packBytes: 60_000, isRepair: false};

/** The repository of a project behind a server; half of its backups are forgotten. */
async function served(options: Parameters<typeof startRestServer>[1] = {}) {
  const {project, contents} = await stock(6, dice(41));
  const ids = [...contents.keys()];
  const server = await startRestServer(project.where, options);
  const env = {...project.env, ORKESTRA_BACKUP_REPOSITORY: server.address};
  return {project, contents, ids, server, env};
}

describe.skipIf(!hasRestic)('a repository on a server', () => {
  test('is forgotten from and pruned as one on a disk, though calls get lost on the way', async () => {
    const {project, contents, ids, server, env} = await served();
    const words = ids.slice(0, 3);
    await forget(project.world, {words}, new Set(words), {env});
    for (const id of words) contents.delete(id);
    server.fail('drop', 3, /data/);
    server.fail('unheard', 2, /DELETE/);
    server.fail(503, 2, /index/);
    const {freedBytes} = await prune(project.world, order, {env});
    expect(freedBytes).toBeGreaterThan(0);
    expect(await tryPrune(project.world, {...order, repacksSmall: false}, {env})).toMatchObject({freedBytes: 0});
    await expectWhole(project, contents, 'pruned over the network');
  });

  test('that lets nothing be removed is left whole, and says so', async () => {
    const {project, contents, ids, env} = await served({isAppendOnly: true});
    expect(await thrownBy(forget(project.world, {words: ids.slice(0, 1)}, new Set(ids), {env}))).toMatchObject({
      code: 'refused',
    });
    unlinkSync(join(project.where, 'snapshots', ids[0] ?? ''));
    contents.delete(ids[0] ?? '');
    expect(await thrownBy(prune(project.world, order, {env}))).toMatchObject({code: 'refused'});
    await expectWhole(project, contents, 'append-only');
  });
});
