import {type Span, writeSpan} from './span.js';

/** The rules that count: the newest of so many hours, days and so on. */
export const counted = ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export type Counted = (typeof counted)[number];

/** Which backups are kept; a backup stays when any rule wants it. */
export interface Policy extends Readonly<Record<Counted, number>> {
  /** So long before the newest backup everything is kept. */
  readonly within: Span | undefined;
  /** A backup that has all tags of any of these lists is kept. */
  readonly tags: readonly (readonly string[])[];
}

export const emptyPolicy: Policy = {
  last: 0,
  hourly: 0,
  daily: 0,
  weekly: 0,
  monthly: 0,
  yearly: 0,
  within: undefined,
  tags: [],
};

export const isEmpty = (policy: Policy): boolean => rulesOf(policy).length === 0;

/** As `backup.keep` has it. */
export const writePolicy = (policy: Policy): string => rulesOf(policy).join(', ');

export const writeTags = (tags: readonly string[]): string => `tag ${tags.join('+')}`;

function rulesOf(policy: Policy): string[] {
  return [
    ...counted.filter((rule) => policy[rule] > 0).map((rule) => `${rule} ${policy[rule]}`),
    ...(policy.within ? [`within ${writeSpan(policy.within)}`] : []),
    ...policy.tags.map(writeTags),
  ];
}
