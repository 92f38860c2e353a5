import {createHash} from 'node:crypto';
import {makeIndexFile} from '../../src/backups/format/index-file.js';
import {makePackHeader, type PackedBlob} from '../../src/backups/format/pack-header.js';
import {loadIndex} from '../../src/backups/repository/load-index.js';
import type {Repository} from '../../src/backups/repository/repository.js';

export interface CraftedBlob {
  type: 'data' | 'tree';
  plain: Buffer | string;
  /** As it is stored, where that is something else. */
  stored?: Buffer;
  plainLength?: number;
}

export const idOf = (plain: Buffer | string): string => createHash('sha256').update(plain).digest('hex');

/** Puts blobs into a repository as somebody might who knows its password and means harm. */
export async function craftPack(repository: Repository, crafted: readonly CraftedBlob[]): Promise<void> {
  const blobs: PackedBlob[] = [];
  const sealed: Buffer[] = [];
  let offset = 0;
  for (const {type, plain, stored, plainLength = 0} of crafted) {
    const bytes = repository.crypt.seal(stored ?? Buffer.from(plain));
    blobs.push({id: idOf(plain), type, offset, length: bytes.length, plainLength});
    sealed.push(bytes);
    offset += bytes.length;
  }
  const header = repository.crypt.seal(makePackHeader(blobs));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const pack = Buffer.concat([...sealed, header, length]);
  const id = idOf(pack);
  await repository.store.save('data', id, pack);
  await repository.save('index', makeIndexFile([{id, blobs}]));
  await loadIndex(repository);
}

/** A backup of such a root. */
export async function craftBackup(repository: Repository, tree: string, name: string, paths = ['/']): Promise<string> {
  const file = {time: '2026-01-02T03:04:05Z', tree, paths, hostname: 'h', username: 'u', tags: [`name=${name}`]};
  return repository.save('snapshots', Buffer.from(JSON.stringify(file)));
}

/** A tree of these entries, with what every entry has. */
export const treeOf = (nodes: readonly object[]): string =>
  `${JSON.stringify({nodes: nodes.map((node) => ({mode: 0o644, mtime: '2020-01-01T00:00:00Z', uid: 0, gid: 0, ...node}))})}\n`;
