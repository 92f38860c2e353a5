import {hash} from 'node:crypto';
import {OrkestraError} from '../../../state/errors.js';
import {readBackupFile} from '../format/backup-file.js';
import {headerBytes, LENGTH_BYTES} from '../format/pack-header.js';
import {parseTree} from '../format/tree.js';
import {makeTreeReader} from '../repository/read-trees.js';
import type {Repository} from '../repository/repository.js';
import type {WrittenPack} from './put-away.js';

/** Reads what was just written as if it were somebody else's: the backup, its tree, and the header of each new pack. */
export async function readBack(repository: Repository, id: string, packs: readonly WrittenPack[]): Promise<void> {
  const {tree} = readBackupFile(await repository.load('snapshots', id), id);
  const readTree = makeTreeReader(repository);
  try {
    const json = await readTree(tree);
    if (!json) throw damaged(`the tree ${tree.slice(0, 8)} of the backup cannot be read back`);
    parseTree(json, tree);
  } finally {
    readTree.close();
  }
  for (const pack of packs) await readHeader(repository, pack);
}

async function readHeader(repository: Repository, {name, bytes, headerHash}: WrittenPack): Promise<void> {
  const {store, crypt} = repository;
  const field = await store.read('data', name, {offset: bytes - LENGTH_BYTES, length: LENGTH_BYTES});
  const length = headerBytes(field, bytes, name);
  const sealed = await store.read('data', name, {offset: bytes - LENGTH_BYTES - length, length});
  if (hash('sha256', crypt.open(sealed)) !== headerHash)
    throw damaged(`the header of the pack ${name.slice(0, 8)} is another`);
}

const damaged = (why: string): OrkestraError =>
  new OrkestraError('corrupt', `What was written to the repository is not what it should be: ${why}.`, {
    hint: 'Check the disk; then make the backup again.',
  });
