import {countBackups} from '../../../state/backups.js';
import {readMeta, writeMeta} from '../../../state/meta.js';
import {readLastProof} from '../../../state/proofs.js';
import {write} from '../../../state/write.js';
import type {World} from '../../world.js';
import type {Start} from '../schedules/run-due.js';

/** A repository that cannot be reached is tried again after this, or after the time between proofs where that is less. */
const TRY_AGAIN_MS = 15 * 60_000;
const KEY = 'proof.triedAt';

/** Whether it is time to restore a sample again. Moments that still lie ahead are those of a clock that was wrong. */
export function isProofDue({db, config, now}: World): boolean {
  if (countBackups(db) === 0) return false;
  const {proofEveryMs} = config.backup;
  const isPast = (at: number | undefined, ms: number): boolean => at === undefined || at > now() || now() - at >= ms;
  const triedAt = readMeta(db, KEY);
  return (
    isPast(readLastProof(db)?.at, proofEveryMs) &&
    isPast(triedAt === undefined ? undefined : Number(triedAt), Math.min(proofEveryMs, TRY_AGAIN_MS))
  );
}

/** One look; the proof itself is the work of a process of its own. The try is written down first, so that a takeover makes no second. */
export function makeProofTick(world: World, start: Start): () => void {
  return () => {
    if (!isProofDue(world)) return;
    write(world.db, () => writeMeta(world.db, KEY, String(world.now())));
    void start(['prove']).ended.then((isWell) => {
      if (!isWell) world.log.warning('a backup was not proven by restore; aside.log and the notices tell why');
    });
  };
}
