import {setTimeout as sleep} from 'node:timers/promises';
import type {Db} from '../../state/db.js';
import {OrkestraError} from '../../state/errors.js';
import {dropMeta, readMeta, writeMeta} from '../../state/meta.js';
import {writeSoon} from '../../state/write.js';
import {isOwnerAlive} from '../processes.js';
import type {World} from '../world.js';

const MERGING = 'merging';
const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 60_000;

const queues = new WeakMap<Db, Promise<unknown>>();

/**
 * Merges of one project follow each other, in whatever process: git moves a branch and the folder it is checked out in,
 * but not both at once. The place of a process that died is free.
 */
export async function oneAtATime<Result>(world: World, work: () => Promise<Result>): Promise<Result> {
  const before = queues.get(world.db) ?? Promise.resolve();
  const mine = before.catch(() => {}).then(() => alone(world, work));
  queues.set(world.db, mine);
  return mine;
}

async function alone<Result>(world: World, work: () => Promise<Result>): Promise<Result> {
  const {db, owner} = world;
  const giveUpAt = world.uptime() + PATIENCE_MS;
  while (!(await take(world))) {
    if (world.uptime() > giveUpAt)
      throw new OrkestraError('busy', 'another merge of this project takes long', {hint: 'Try again in a moment.'});
    await sleep(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    await writeSoon(db, () => {
      if (readMeta(db, MERGING) === owner) dropMeta(db, MERGING);
    });
  }
}

const take = ({db, owner, processes}: World): Promise<boolean> =>
  writeSoon(db, () => {
    const holder = readMeta(db, MERGING);
    if (holder !== undefined && holder !== owner && isOwnerAlive(processes, holder) !== false) return false;
    writeMeta(db, MERGING, owner);
    return true;
  });
