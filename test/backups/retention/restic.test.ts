import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {readMoment} from '../../../src/backups/retention/calendar.js';
import {decideAll, groupOf} from '../../../src/backups/retention/groups.js';
import {emptyPolicy, type Policy, writePolicy} from '../../../src/backups/retention/policy.js';
import {type Dice, dice} from '../../support/random.js';
import {scratch} from '../../support/world.js';

const hasRestic = spawnSync('restic', ['version']).status === 0;

/** Of restic's answers, what is compared. */
interface Snapshot {
  id: string;
  time: string;
  tags?: string[];
  paths: string[];
  hostname: string;
}
interface Group {
  keep: Snapshot[] | null;
  remove: Snapshot[] | null;
  /** In the order of `keep`. */
  reasons: {matches: string[]}[];
}

describe.skipIf(!hasRestic)('against restic', () => {
  // S-44
  test('policies keep what `restic forget` keeps, for the same reasons', () => {
    const folder = unpack();
    const snapshots: Snapshot[] = restic(folder, ['snapshots']);
    expect(snapshots.length).toBeGreaterThan(50);
    const backups = snapshots.map((one) => {
      const moment = readMoment(one.time);
      if (!moment) throw new Error(`restic wrote ${one.time}`);
      return {id: one.id, ...moment, tags: one.tags ?? [], name: undefined, host: one.hostname, paths: one.paths};
    });
    const random = dice(5);
    for (let round = 0; round < 12; round++) {
      const policy = randomPolicy(random);
      const decided = decideAll(backups, policy, Date.now());
      const answer: Group[] = restic(folder, ['forget', '--dry-run', ...flags(policy)]);
      const theirs = answer.flatMap(({keep, reasons}) =>
        reasons.map(({matches}, at) => [keep?.[at]?.id, matches] as const),
      );
      const ours = decided
        .filter(({isKept}) => isKept)
        .map(({backup, reasons}) => [backup.id, reasons.map(word)] as const);
      expect(new Map(ours), writePolicy(policy)).toEqual(
        new Map(theirs.map(([id, matches]) => [id, matches.map(word)])),
      );
      expect(decided.filter(({isKept}) => !isKept).length).toBe(
        answer.reduce((sum, {remove}) => sum + (remove?.length ?? 0), 0),
      );
    }
    expect(new Set(backups.map(groupOf)).size).toBe(4);
  });
});

/** `daily 7` and `daily snapshot` are the same reason. */
const word = (reason: string): string => reason.replace(/^has tags .*/, 'tag').split(' ')[0] ?? '';

function randomPolicy(random: Dice): Policy {
  const some = (most: number): number => (random.chance(45) ? 1 + random.below(most) : 0);
  const policy = {
    last: some(5),
    hourly: some(30),
    daily: some(20),
    weekly: some(12),
    monthly: some(24),
    yearly: some(9),
    within: random.chance(40)
      ? {years: random.below(2), months: random.below(5), days: random.below(40), hours: 1 + random.below(30)}
      : undefined,
    tags: random.chance(40) ? [random.pick([['release'], ['guard'], ['release', 'guard']])] : [],
  };
  return writePolicy(policy) === '' ? {...emptyPolicy, last: 2} : policy;
}

function flags({within, tags, ...counts}: Policy): string[] {
  return [
    ...Object.entries(counts).flatMap(([rule, most]) => (most > 0 ? [`--keep-${rule}`, String(most)] : [])),
    ...(within ? ['--keep-within', `${within.years}y${within.months}m${within.days}d${within.hours}h`] : []),
    ...tags.flatMap((list) => ['--keep-tag', list.join(',')]),
  ];
}

function restic<Answer>(folder: string, args: readonly string[]): Answer {
  const {stdout, stderr} = spawnSync('restic', ['-r', folder, '--no-cache', '--no-lock', '--json', ...args], {
    encoding: 'utf8',
    env: {...process.env, RESTIC_PASSWORD: 'test'},
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** 62 backups over six years, made by `restic backup --time`: only what names them, since their data is not asked for. */
function unpack(): string {
  const folder = scratch('restic');
  const files: Record<string, string> = JSON.parse(readFileSync(new URL('repository.json', import.meta.url), 'utf8'));
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), {recursive: true});
    writeFileSync(join(folder, path), Buffer.from(bytes, 'base64'));
  }
  return folder;
}
