import {hash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {OrkestraError} from '../../../state/errors.js';
import {type IndexedPack, makeIndexFile} from '../format/index-file.js';
import {readPackHeader} from '../format/pack-header.js';
import type {Repository} from '../repository/repository.js';
import type {MadePack} from './jobs.js';

/**
 * Brings finished packs into the repository and lists them in an index. An index never names a pack that would not
 * survive a power cut: packs are durable before it is written.
 */
export interface PutAway {
  pack(made: MadePack): void;
  /** So many packs wait that whoever makes them should pause. */
  readonly isBehind: boolean;
  readonly added: Added;
  readonly packs: readonly WrittenPack[];
  /** The names of the indexes that list them. */
  readonly indexes: readonly string[];
  /** All packs so far are durable and listed. */
  flush(): Promise<void>;
  /** Waits for what is under way. Throws when some of it failed, which is forgotten then: it can be tried again. */
  settle(): Promise<void>;
  /** What is under way ends as soon as it can, in whatever way. */
  giveUp(): void;
  /**
   * Takes out again what this run has put in. What is listed may be what somebody else's backup already builds on, so
   * that goes only when nobody else was here.
   */
  takeBack(how: {wasAlone: boolean}): Promise<void>;
}

export interface WrittenPack {
  name: string;
  bytes: number;
  headerHash: string;
}

export interface Added {
  packs: number;
  blobs: number;
  dataBlobs: number;
  treeBlobs: number;
  /** Before compression. */
  bytes: number;
  /** As it lies in the repository. */
  storedBytes: number;
}

/** An interrupted run finds again what was listed, so it is listed after so many blobs, or so long. */
const LIST_BLOBS = 50_000;
const LIST_MS = 30_000;
const MOST_UNDERWAY = 4;

interface Options {
  repository: Repository;
  /** Resolves once nobody else can take away what is listed; throws when the repository is not ours to write to. */
  mayList(): Promise<void>;
  /** Some packs are put away, so there is room again. */
  onRoom(): void;
  onFailure(error: unknown): void;
}

export function makePutAway({repository, mayList, onRoom, onFailure}: Options): PutAway {
  const {store} = repository;
  const added: Added = {packs: 0, blobs: 0, dataBlobs: 0, treeBlobs: 0, bytes: 0, storedBytes: 0};
  const packs: WrittenPack[] = [];
  /** Also those of which it is not known whether they came to their place. */
  const names: string[] = [];
  const indexes: string[] = [];
  /** In an index, or perhaps in one: whoever reads it may build on them. */
  const listedNames = new Set<string>();
  let all: Promise<unknown> = Promise.resolve();
  let isGivenUp = false;
  let underway = 0;
  let unlisted: IndexedPack[] = [];
  let unlistedBlobs = 0;
  let listedAt = performance.now();
  let last: Promise<void> = Promise.resolve();

  const adopt = async ({file, name, header, bytes}: MadePack): Promise<void> => {
    const pack = {id: name, blobs: readPackHeader(header, name)};
    names.push(name);
    await patiently(
      () => store.adopt('data', name, file),
      () => isGivenUp || !existsSync(file),
    );
    packs.push({name, bytes, headerHash: hash('sha256', header)});
    place(repository, pack);
    count(added, pack, bytes);
    unlisted.push(pack);
    unlistedBlobs += pack.blobs.length;
    if (unlistedBlobs >= LIST_BLOBS || performance.now() - listedAt > LIST_MS) await list();
  };

  const list = async (): Promise<void> => {
    const listed = unlisted;
    unlisted = [];
    unlistedBlobs = 0;
    listedAt = performance.now();
    try {
      await mayList();
      for (const {id} of listed) listedNames.add(id);
      if (listed.length > 0) indexes.push(await repository.save('index', makeIndexFile(listed)));
    } catch (error) {
      // Whoever tries again lists them again.
      unlisted.push(...listed);
      throw error;
    }
  };

  return {
    added,
    packs,
    indexes,
    get isBehind() {
      return underway >= MOST_UNDERWAY;
    },
    pack(made) {
      underway += 1;
      const adopting = adopt(made).finally(() => {
        underway -= 1;
        onRoom();
      });
      adopting.catch(onFailure);
      all = Promise.allSettled([all, adopting]);
      last = both(last, adopting);
      // Whoever flushes hears of it.
      last.catch(() => {});
    },
    async flush() {
      await last;
      await list();
    },
    async settle() {
      const underWay = last;
      last = Promise.resolve();
      await underWay;
    },
    giveUp() {
      isGivenUp = true;
      store.interrupt?.();
    },
    async takeBack({wasAlone}) {
      await all;
      // The lists first: one must never name a pack that is gone.
      if (wasAlone) for (const name of indexes) await store.remove('index', name);
      for (const name of names) if (wasAlone || !listedNames.has(name)) await store.remove('data', name);
    },
  };
}

/** Fails when one of them does, but not before both have ended: what is under way must not be swept away. */
async function both(one: Promise<void>, other: Promise<void>): Promise<void> {
  for (const result of await Promise.allSettled([one, other])) if (result.status === 'rejected') throw result.reason;
}

const TRIES = 3;
const PAUSE_MS = 200;

/** The file is still there when the store did not take it: to read and press all of it again would cost far more. */
async function patiently(deed: () => Promise<void>, isOver: () => boolean): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await deed();
    } catch (error) {
      const mayPass = error instanceof OrkestraError && error.code === 'unavailable';
      if (!mayPass || tries >= TRIES || isOver()) throw error;
      await sleep(PAUSE_MS * 2 ** (tries - 1));
    }
  }
}

function place({blobs}: Repository, {id, blobs: packed}: IndexedPack): void {
  const pack = blobs.packs.push(id) - 1;
  const bytes = Buffer.alloc(32);
  for (const {id: blob, type, offset, length, plainLength} of packed) {
    bytes.write(blob, 'hex');
    blobs.place(bytes, {type, pack, offset, length, plainLength});
  }
}

function count(added: Added, {blobs}: IndexedPack, packBytes: number): void {
  added.packs += 1;
  added.storedBytes += packBytes;
  for (const {type, length, plainLength} of blobs) {
    added.blobs += 1;
    if (type === 'tree') added.treeBlobs += 1;
    else added.dataBlobs += 1;
    added.bytes += plainLength || length - 32;
  }
}
