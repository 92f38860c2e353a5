import {availableParallelism} from 'node:os';
import {makeCrypt} from '../crypt.js';
import {loadKernels} from '../kernels/kernels.js';
import {compressBound} from '../kernels/zstd.js';
import {enlarge} from '../repository/blob-table.js';
import {makeTreeReader} from '../repository/read-trees.js';
import type {Repository} from '../repository/repository.js';
import type {FileOutcome} from './jobs.js';
import {type Keeper, makeKeeper} from './keeper.js';
import {LARGE_BYTES, readLarge} from './large-file.js';
import {makePacker, type Packer} from './packer.js';
import {planOf} from './plan.js';
import {type Pool, startPool} from './pool.js';
import type {PutAway} from './put-away.js';
import type {BackupRequest} from './request.js';
import {type WalkNews, walk} from './walk.js';
import {hasAllOf, parentTrees, walkOptions} from './walk-options.js';

interface StoreTree {
  repository: Repository;
  request: BackupRequest;
  putAway: PutAway;
  signal: AbortSignal;
  tell: WalkNews;
  /** Hands out how to go on once there is room for packs again. */
  onPool(resume: () => void): void;
}

const LEVELS = {off: undefined, auto: 3, max: 11} as const;
const PACK_BYTES = 16 * 1024 * 1024;
/** Most folders fit into this, compressed or not; others are given memory of their own. */
const TREE_ROOM_BYTES = 1024 * 1024;

/** Reads everything the request names, stores what the repository does not have yet, and returns the id of the root. */
export async function storeTree({repository, request, putAway, signal, tell, onPool}: StoreTree): Promise<string> {
  const level = LEVELS[request.compression];
  const packing = {prefix: request.scratchPrefix, packBytes: request.packBytes ?? PACK_BYTES};
  const pool = startPool({
    ...packing,
    level,
    keys: repository.keys,
    polynomial: repository.polynomial,
    threads: request.threads ?? Math.max(2, availableParallelism()),
    blobs: () => repository.blobs.shared,
    isBehind: () => putAway.isBehind,
    isCrowded: () => repository.blobs.isCrowded,
    enlargeTable() {
      repository.blobs = enlarge(repository.blobs);
      return repository.blobs.shared;
    },
    onPack: putAway.pack,
  });
  onPool(pool.resume);
  const trees = treeKeeper(repository, putAway, {...packing, level});
  const broken = new AbortController();
  const files = batching(pool, (error) => broken.abort(error));
  const readTree = makeTreeReader(repository);
  const stop = (): void => void pool.stop();
  signal.addEventListener('abort', stop);
  try {
    const root = await walk(
      {
        ...walkOptions(request),
        signal: AbortSignal.any([signal, broken.signal]),
        tell,
        parentTree: parentTrees(readTree),
        hasAll: hasAllOf(repository),
        readFile: files.read,
        keepTree: (json) => trees.keeper.keep(json, 'tree').toString('hex'),
        room: pool.room,
        walked: files.flush,
      },
      planOf(request.paths),
      request.parent?.tree,
    );
    trees.packer.finish();
    await pool.finish();
    return root;
  } finally {
    signal.removeEventListener('abort', stop);
    readTree.close();
    trees.packer.drop();
    await pool.stop();
  }
}

function treeKeeper(
  repository: Repository,
  putAway: PutAway,
  {level, ...packing}: {level: number | undefined; prefix: string; packBytes: number},
): {keeper: Keeper; packer: Packer} {
  const kernels = loadKernels(2 * compressBound(TREE_ROOM_BYTES));
  const room = kernels.memory.subarray(0, compressBound(TREE_ROOM_BYTES));
  const staging = kernels.memory.subarray(room.length);
  const crypt = makeCrypt(repository.keys, kernels);
  const packer = makePacker({...packing, crypt, staging, onPack: putAway.pack});
  const {zstd} = repository.tools;
  return {packer, keeper: makeKeeper({blobs: () => repository.blobs, packer, zstd, level, room})};
}

/** A job of this size keeps a thread busy for long enough that handing it over costs nothing. */
const BATCH_FILES = 256;
const BATCH_BYTES = 8 * 1024 * 1024;

/** Small files go to the threads many at a time. */
function batching(pool: Pool, fail: (error: unknown) => void) {
  let paths: string[] = [];
  let dones: ((outcome: FileOutcome) => void)[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (paths.length === 0) return;
    const waiting = dones;
    pool
      .readFiles(paths)
      .then((outcomes) => {
        for (const [number, outcome] of outcomes.entries()) waiting[number]?.(outcome);
      })
      .catch(fail);
    [paths, dones, bytes] = [[], [], 0];
  };
  return {
    flush,
    read(path: string, size: number, done: (outcome: FileOutcome) => void): void {
      if (size >= LARGE_BYTES) {
        readLarge(pool, path).then(done).catch(fail);
        return;
      }
      paths.push(path);
      dones.push(done);
      bytes += size;
      if (paths.length >= BATCH_FILES || bytes >= BATCH_BYTES) flush();
    },
  };
}
