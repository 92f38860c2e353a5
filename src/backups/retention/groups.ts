import {groupBy} from '../../group.js';
import {type Candidate, type Decision, decide} from './decide.js';
import type {Policy} from './policy.js';

export interface Named extends Candidate {
  readonly name: string | undefined;
  readonly host: string;
  readonly paths: readonly string[];
}

/** Backups that follow each other: those of one name, or of the same folders of one machine. */
export const groupOf = ({name, host, paths}: Pick<Named, 'name' | 'host' | 'paths'>): string =>
  JSON.stringify(name === undefined ? [host, ...paths.toSorted()] : {name});

/** Each group by itself: many backups of one thing never push out those of another. */
export function decideAll<Of extends Named>(backups: readonly Of[], policy: Policy, now: number): Decision<Of>[] {
  return [...groupBy(backups, groupOf).values()].flatMap((group) => decide(group, policy, now));
}
