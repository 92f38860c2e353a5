import {OrkestraError} from '../../../state/errors.js';
import {before, type Moment, slotOf} from './calendar.js';
import {type Counted, counted, isEmpty, type Policy, writeTags} from './policy.js';
import {writeSpan} from './span.js';

/** What a policy looks at. */
export interface Candidate extends Moment {
  readonly id: string;
  readonly tags: readonly string[];
}

export interface Decision<Of extends Candidate> {
  readonly backup: Of;
  readonly isKept: boolean;
  /** The rules that want it, as the policy has them: `daily 7`, `within 2w`. Empty for what is forgotten. */
  readonly reasons: readonly string[];
}

/** What a policy keeps of one group, the newest first: as `restic forget` would decide it. */
export function decide<Of extends Candidate>(backups: readonly Of[], policy: Policy, now: number): Decision<Of>[] {
  if (isEmpty(policy)) throw new OrkestraError('refused', 'An empty policy would forget every backup.');
  const newestFirst = backups.toSorted((one, other) => other.at - one.at);
  const since = policy.within && keptSince(newestFirst, policy.within, now);
  const wants = counted.map((rule) => wantsOf(rule, policy[rule]));
  return newestFirst.map((backup, place) => {
    const reasons = [
      ...policy.tags.filter((tags) => hasTags(backup, tags)).map(writeTags),
      ...(policy.within && since !== undefined && backup.at > since ? [`within ${writeSpan(policy.within)}`] : []),
      ...wants.flatMap((want) => want(backup, place) ?? []),
    ];
    return {backup, isKept: reasons.length > 0, reasons};
  });
}

/** The newest counts, unless it says that it was made in the future. */
function keptSince(newestFirst: readonly Moment[], within: NonNullable<Policy['within']>, now: number): number {
  const latest = newestFirst.find(({at}) => at < now);
  return latest ? before(latest, within) : Number.NEGATIVE_INFINITY;
}

type Want = (backup: Moment, place: number) => string | undefined;

/** Asked from the newest to the oldest, it remembers what it has. */
function wantsOf(rule: Counted, most: number): Want {
  let left = most;
  let slot: number | undefined;
  return (backup, place) => {
    if (left === 0) return undefined;
    const here = rule === 'last' ? place : slotOf(rule, backup);
    if (here === slot) return undefined;
    slot = here;
    left -= 1;
    return `${rule} ${most}`;
  };
}

const hasTags = ({tags}: Candidate, wanted: readonly string[]): boolean => wanted.every((tag) => tags.includes(tag));
