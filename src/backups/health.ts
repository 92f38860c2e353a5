import type {BackupsOverview} from '../../state/backup-overview.js';
import {formatDuration} from '../formats.js';

/** How far the backups can be relied on. */
export interface BackupHealth {
  /** Whether a backup was restored and compared lately; `none` where there is nothing to prove. */
  proof: 'none' | 'unproven' | 'proven' | 'old' | 'failed';
  /** When it was proven, or when the proof failed. */
  proofAt: number | undefined;
  /** What a person should look at, in words. */
  needs: readonly string[];
}

type Facts = Pick<BackupsOverview, 'newest' | 'count' | 'lastProof' | 'lastProvenAt' | 'runs'>;

export function healthOf(facts: Facts, now: number, warnMs: number): BackupHealth {
  const {proof, proofAt} = proofOf(facts, now, warnMs);
  return {proof, proofAt, needs: [...proofNeeds(facts, {proof, proofAt}, now, warnMs), ...runNeeds(facts)]};
}

function proofOf(
  {count, lastProof, lastProvenAt}: Facts,
  now: number,
  warnMs: number,
): Pick<BackupHealth, 'proof' | 'proofAt'> {
  if (lastProof?.outcome === 'failed') return {proof: 'failed', proofAt: lastProof.at};
  if (count === 0) return {proof: 'none', proofAt: undefined};
  if (lastProvenAt === undefined) return {proof: 'unproven', proofAt: undefined};
  return {proof: now - lastProvenAt > warnMs ? 'old' : 'proven', proofAt: lastProvenAt};
}

/** A first backup is given the same time to be proven as any other. */
function proofNeeds(
  {newest}: Facts,
  {proof, proofAt}: Pick<BackupHealth, 'proof' | 'proofAt'>,
  now: number,
  warnMs: number,
): string[] {
  if (proof === 'failed') return ['the last proof of a backup failed'];
  if (proof === 'old') return [`no backup was proven for ${formatDuration(now - (proofAt ?? now))}`];
  const first = newest.at(-1);
  return proof === 'unproven' && first && now - first.madeAt > warnMs ? ['no backup was ever proven by a restore'] : [];
}

const runNeeds = ({runs}: Facts): string[] =>
  runs
    .filter(({outcome}) => outcome === 'failed' || outcome === 'lost')
    .map(({schedule, outcome}) => `backup ${schedule} ${outcome === 'lost' ? 'was cut off' : 'failed'}`);
