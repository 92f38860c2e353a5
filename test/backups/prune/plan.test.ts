import {describe, expect, test} from 'vitest';
import {freedBytes, type PackFacts, parseMostUnused, planPrune} from '../../../src/backups/prune/plan.js';
import {thrownBy} from '../../support/thrown.js';

const pack = (name: string, usedBytes: number, unusedBytes: number, more: Partial<PackFacts> = {}): PackFacts => ({
  ...{name, usedBytes, unusedBytes, bytes: usedBytes + unusedBytes + 100, kind: 'data'},
  usedBlobs: usedBytes > 0 ? 1 : 0,
  unusedBlobs: unusedBytes > 0 ? 1 : 0,
  ...more,
});

const nothing = {orphans: [], missing: []};
const rules = {mostUnused: {bytes: 0}, repacksSmall: false, packBytes: 1000};
const names = (packs: readonly {name: string}[]): string => packs.map(({name}) => name).join('');

describe('what a prune means to do', () => {
  test('is to keep what is all used, remove what is not used, and copy out of what is both', () => {
    const plan = planPrune([pack('a', 900, 0), pack('b', 0, 900), pack('c', 500, 400)], nothing, rules);
    expect([plan.kept, plan.removed, plan.repacked].map(names)).toEqual(['a', 'b', 'c']);
    expect(freedBytes(plan)).toBe(1000 + 400);
  });

  test('is to take out the most waste first, and to leave as much as may stay', () => {
    const packs = [pack('a', 800, 100), pack('b', 100, 800), pack('c', 500, 400), pack('d', 10_000, 0)];
    const plan = (most: string) =>
      names(planPrune(packs, nothing, {...rules, mostUnused: parseMostUnused(most)}).repacked);
    expect(plan('0')).toBe('bca');
    expect(plan('100')).toBe('bc');
    expect(plan('5%')).toBe('b');
    expect(plan('unlimited')).toBe('');
  });

  test('is to part folders from chunks, and to join small packs when told, but never one alone', () => {
    const packs = [
      ...[pack('a', 100, 0), pack('b', 100, 0), pack('c', 900, 0)],
      ...[pack('t', 100, 0, {kind: 'tree'}), pack('m', 900, 0, {kind: 'mixed'})],
    ];
    expect(names(planPrune(packs, nothing, rules).repacked)).toBe('m');
    expect(names(planPrune(packs, nothing, {...rules, repacksSmall: true}).repacked)).toBe('mab');
  });
});

test('how much waste may stay is a share, a size, or no matter', async () => {
  expect(['5%', '0', '1.5 GiB', '0.5 %'].map(parseMostUnused)).toEqual([
    {share: 0.05},
    {bytes: 0},
    {bytes: 1_610_612_736},
    {share: 0.005},
  ]);
  for (const text of ['', 'all', '100%', '-1', '5%%', '1e3', 'x'.repeat(1_000_000)])
    expect(await thrownBy(() => parseMostUnused(text))).toMatchObject({code: 'invalid'});
});
