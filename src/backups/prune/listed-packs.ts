import {hash} from 'node:crypto';
import {OrkestraError} from '../../../state/errors.js';
import {type IndexedPack, readIndexFile} from '../format/index-file.js';
import {makePackHeader} from '../format/pack-header.js';
import {enlarge, makeBlobTable} from '../repository/blob-table.js';
import type {Repository} from '../repository/repository.js';

/** What is known of the packs of a repository. It may be looked at several times: it is too much to be kept in memory. */
export interface ListedPacks {
  /** The indexes there are, also those that cannot be read. */
  readonly indexes: readonly string[];
  /** Every pack once, its blobs in the order they lie in it. */
  each(visit: (pack: IndexedPack) => void): Promise<void>;
}

/** What the indexes say. Any of them that cannot be read is an error: what only it names would be taken for waste. */
export async function listedPacks(repository: Repository): Promise<ListedPacks> {
  const indexes = (await repository.store.list('index')).map(({name}) => name).sort();
  const digests = new Map<string, string>();
  return {
    indexes,
    async each(visit) {
      const visited = new Set<string>();
      for (const name of indexes) {
        readIndexFile(await loadIndexFile(repository, name), name, ({id, blobs}) => {
          const pack = {id, blobs: blobs.toSorted((a, b) => a.offset - b.offset)};
          checkSame(digests, pack);
          if (visited.has(id)) return;
          visited.add(id);
          visit(pack);
        });
      }
    },
  };
}

async function loadIndexFile(repository: Repository, name: string): Promise<Buffer> {
  try {
    return await repository.load('index', name);
  } catch (error) {
    if (!(error instanceof OrkestraError) || error.code !== 'corrupt') throw error;
    throw new OrkestraError('corrupt', `${error.message} Nothing was removed.`, {
      hint: '`orkestra prune --repair` makes the indexes anew from the packs.',
      cause: error,
    });
  }
}

/** A prune that was ended leaves packs that two indexes name; they must say the same of them. */
function checkSame(digests: Map<string, string>, {id, blobs}: IndexedPack): void {
  const digest = hash('sha256', makePackHeader(blobs), 'base64');
  const known = digests.get(id);
  digests.set(id, digest);
  if (known === undefined || known === digest) return;
  throw new OrkestraError('corrupt', `Two indexes say different things of the pack ${id.slice(0, 8)}.`, {
    hint: '`orkestra prune --repair` makes the indexes anew from the packs.',
  });
}

/** Fills `repository.blobs` with what lies in packs that are there. */
export async function fillFrom(repository: Repository, packs: ListedPacks, isThere: (pack: string) => boolean) {
  let table = makeBlobTable(0);
  const id = Buffer.alloc(32);
  await packs.each((listed) => {
    if (!isThere(listed.id)) return;
    const pack = table.packs.push(listed.id) - 1;
    for (const {id: hex, type, offset, length, plainLength} of listed.blobs) {
      if (table.isCrowded) table = enlarge(table);
      id.write(hex, 'hex');
      table.place(id, {type, pack, offset, length, plainLength});
    }
  });
  repository.blobs = table;
}
