import {setImmediate as turn} from 'node:timers/promises';
import type {Processes} from '../../processes.js';
import type {IndexedPack} from '../format/index-file.js';
import type {PackedBlob} from '../format/pack-header.js';
import type {MadePack} from '../make/jobs.js';
import {makePacker, type Packer, STAGING_BYTES} from '../make/packer.js';
import {makePutAway, type PutAway} from '../make/put-away.js';
import {openBlob, type Repository} from '../repository/repository.js';
import {scratchPrefix} from '../store/scratch.js';

export interface RepackOrder {
  repository: Repository;
  processes: Processes;
  packs: readonly IndexedPack[];
  isWanted(pack: string, blob: PackedBlob): boolean;
  packBytes: number;
  signal: AbortSignal;
  /** So many sealed bytes were moved. */
  tell?(bytes: number): void;
}

export interface Repacked {
  /** The new packs, durable and listed. */
  packs: {name: string; bytes: number; header: Uint8Array}[];
  /** The indexes that list them for the time being. */
  indexes: readonly string[];
  /** Takes all of it out again. Only while the old packs are there and nobody else uses the repository. */
  takeBack(): Promise<void>;
}

/** Read at once: what lies between two wanted blobs is cheaper to read than to leave out, up to here. */
const SPAN_BYTES = 16 * 1024 * 1024;
const GAP_BYTES = 256 * 1024;

/**
 * Copies what is wanted into new packs, sealed and compressed as it is, and held against its id on the way: what is damaged
 * ends it here, while the old pack is still there. When it is stopped, what was copied stays listed for the next time.
 */
export async function repack(order: RepackOrder): Promise<Repacked> {
  const {repository, signal} = order;
  const made: MadePack[] = [];
  const room = makeRoom();
  const putAway = makePutAway({repository, mayList: Promise.resolve(), onRoom: room.open, onFailure: room.fail});
  const packers = makePackers(order, (pack) => {
    made.push(pack);
    putAway.pack(pack);
  });
  try {
    for (const pack of order.packs) {
      await movePack(order, pack, packers);
      while (putAway.isBehind) await room.wait();
      room.check();
    }
    for (const packer of Object.values(packers)) packer.finish();
    await putAway.flush();
  } catch (error) {
    for (const packer of Object.values(packers)) packer.drop();
    await (signal.aborted ? putAway.flush() : putAway.takeBack({wasAlone: true})).catch(() => {});
    throw error;
  }
  return {packs: made, indexes: putAway.indexes, takeBack: () => takeBackAll(putAway)};
}

const takeBackAll = (putAway: PutAway): Promise<void> => putAway.takeBack({wasAlone: true});

type Packers = Record<PackedBlob['type'], Packer>;

/** Folders and chunks lie in packs of their own: folders are read again and again. */
function makePackers({repository, processes, packBytes}: RepackOrder, onPack: (pack: MadePack) => void): Packers {
  const {crypt, store} = repository;
  const packer = (): Packer =>
    makePacker({
      crypt,
      packBytes,
      onPack,
      staging: Buffer.allocUnsafeSlow(STAGING_BYTES),
      prefix: scratchPrefix(store.scratch, processes),
    });
  return {data: packer(), tree: packer()};
}

async function movePack(order: RepackOrder, {id: pack, blobs}: IndexedPack, packers: Packers): Promise<void> {
  const {repository, isWanted, signal, tell} = order;
  for (const span of spansOf(blobs.filter((blob) => isWanted(pack, blob)))) {
    const bytes = await repository.store.read('data', pack, {offset: span.offset, length: span.length});
    for (const blob of span.blobs) {
      signal.throwIfAborted();
      const sealed = bytes.subarray(blob.offset - span.offset, blob.offset - span.offset + blob.length);
      openBlob(repository, {id: blob.id, pack, place: {...blob, pack: 0}, sealed});
      packers[blob.type].addSealed({...blob, id: Buffer.from(blob.id, 'hex')}, sealed);
    }
    tell?.(span.blobs.reduce((sum, {length}) => sum + length, 0));
    await turn();
  }
}

interface Span {
  offset: number;
  length: number;
  blobs: PackedBlob[];
}

function spansOf(blobs: readonly PackedBlob[]): Span[] {
  const spans: Span[] = [];
  for (const blob of blobs) {
    const last = spans.at(-1);
    const end = blob.offset + blob.length;
    const isNear = last && blob.offset - (last.offset + last.length) <= GAP_BYTES && end - last.offset <= SPAN_BYTES;
    if (isNear) {
      last.blobs.push(blob);
      last.length = end - last.offset;
    } else spans.push({offset: blob.offset, length: blob.length, blobs: [blob]});
  }
  return spans;
}

/** Whoever makes packs waits here until some are put away, and hears of it when one could not be. */
function makeRoom() {
  let failure: unknown;
  let isFailed = false;
  let wake: () => void = () => {};
  const check = (): void => {
    if (isFailed) throw failure;
  };
  return {
    check,
    open: () => wake(),
    fail(error: unknown) {
      failure = error;
      isFailed = true;
      wake();
    },
    async wait() {
      check();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      check();
    },
  };
}
