import {readMeta, writeMeta} from '../../state/meta.js';
import {type Notice, readNewestNoticeId, readNoticeAfter} from '../../state/notifications.js';
import {write} from '../../state/write.js';
import type {World} from '../world.js';
import {runWay} from './run-way.js';
import {USER} from './tell.js';
import {waysFor} from './ways.js';
import {messageOf, titleOf} from './words.js';

export interface Delivery {
  /** Tells what was not told yet, one after the other. */
  tick(): Promise<void>;
  /** It begins nothing new; what it is telling goes on without it. */
  stop(): void;
}

/** The last notice that was told, or is being told. */
const KEY = 'notify.told';
/** What happened while no engine ran is told, but not what is long past. */
const OLDEST_MS = 60 * 60_000;
/** The same words again within this are no news. */
const SAME_MS = 60_000;

/**
 * Tells the person outside of the screen. How far it came stands in the database and is written first, in one step with
 * the look at it: so each notice is told once, whoever leads, also when this process dies while it tells.
 */
export function startDelivery(world: World): Delivery {
  let isStopped = false;
  let stop: () => void = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = () => {
      isStopped = true;
      resolve();
    };
  });
  const failing = new Set<string>();
  const told = new Map<string, number>();

  const isRepeated = (notice: Notice): boolean => {
    const words = JSON.stringify([notice.kind, titleOf(notice), messageOf(notice)]);
    const now = world.now();
    for (const [one, at] of told) if (now - at > SAME_MS) told.delete(one);
    if (told.has(words)) return true;
    told.set(words, now);
    return false;
  };

  const tell = async (notice: Notice): Promise<void> => {
    const {root} = world.paths;
    for (const way of waysFor(world.config.notify, notice, {root, platform: process.platform})) {
      const why = await runWay(way, root);
      // One line, however often it fails.
      if (why !== undefined && !failing.has(way.name)) world.log.warning(`${way.name} told nothing: ${why}`);
      if (why === undefined) failing.delete(way.name);
      else failing.add(way.name);
    }
  };

  return {
    async tick() {
      while (!isStopped) {
        const notice = takeNext(world);
        if (!notice) return;
        if (world.now() - notice.at > OLDEST_MS || isRepeated(notice)) continue;
        await Promise.race([tell(notice), stopped]);
      }
    },
    stop,
  };
}

/** Who leaves does not wait long for the programs that tell of the last notices; the next engine goes on with them. */
export async function deliverLast(world: World, withinMs: number): Promise<void> {
  const {tick, stop} = startDelivery(world);
  const timer = setTimeout(stop, withinMs);
  try {
    await tick();
  } catch (error) {
    world.log.error('the last notices were not told', error);
  } finally {
    clearTimeout(timer);
  }
}

/** The next notice for the person; nobody else gets it. Where nothing is to be told, it only notes how far it came. */
function takeNext({db, config}: World): Notice | undefined {
  const {command, desktop} = config.notify;
  const isWanted = command !== undefined || desktop;
  if (readNewestNoticeId(db) <= toldUntil(db)) return undefined;
  return write(db, () => {
    const next = isWanted ? readNoticeAfter(db, USER, toldUntil(db)) : undefined;
    writeMeta(db, KEY, String(next?.id ?? readNewestNoticeId(db)));
    return next;
  });
}

const toldUntil = (db: World['db']): number => Number(readMeta(db, KEY) ?? 0);
