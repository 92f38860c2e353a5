import {describe, expect, test} from 'vitest';
import {healthOf} from '../../src/backups/health.js';
import {showCompression, showDedup, timeLeftMs} from '../../src/backups/ratios.js';
import type {BackupRun} from '../../state/backup-runs.js';
import type {Backup} from '../../state/backups.js';
import type {Proof} from '../../state/proofs.js';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;
const WARN_MS = 7 * DAY_MS;

const proof = (daysAgo: number, outcome: Proof['outcome'] = 'proven'): Proof => ({
  id: 1,
  backup: 'a',
  at: NOW - daysAgo * DAY_MS,
  tookMs: 1,
  files: 1,
  bytes: 1,
  outcome,
  why: null,
});
const made = (daysAgo: number) => [{madeAt: NOW - daysAgo * DAY_MS} as Backup];
const nothing = {newest: [], count: 0, lastProof: undefined, lastProvenAt: undefined, runs: []};

describe('whether backups can be relied on', () => {
  test('nothing is asked of a project without backups', () => {
    expect(healthOf(nothing, NOW, WARN_MS)).toEqual({proof: 'none', proofAt: undefined, needs: []});
  });

  test('a proof is good until it is older than the limit', () => {
    const facts = (daysAgo: number) => ({
      ...nothing,
      count: 1,
      newest: made(30),
      lastProof: proof(daysAgo),
      lastProvenAt: proof(daysAgo).at,
    });
    expect(healthOf(facts(7), NOW, WARN_MS)).toMatchObject({proof: 'proven', needs: []});
    expect(healthOf(facts(9), NOW, WARN_MS)).toMatchObject({
      proof: 'old',
      needs: ['no backup was proven for 9d'],
    });
  });

  test('a first backup has time to be proven', () => {
    const facts = (daysAgo: number) => ({...nothing, count: 1, newest: made(daysAgo)});
    expect(healthOf(facts(1), NOW, WARN_MS)).toMatchObject({proof: 'unproven', needs: []});
    expect(healthOf(facts(8), NOW, WARN_MS).needs).toEqual(['no backup was ever proven by a restore']);
  });

  test('a proof that failed is told, however fresh the one before it is', () => {
    const facts = {...nothing, count: 1, newest: made(1), lastProof: proof(0, 'failed'), lastProvenAt: NOW - 1};
    expect(healthOf(facts, NOW, WARN_MS)).toMatchObject({
      proof: 'failed',
      needs: ['the last proof of a backup failed'],
    });
  });

  test('of the schedules, those whose last run failed are told', () => {
    const run = (schedule: string, outcome: BackupRun['outcome']) => ({schedule, outcome}) as BackupRun;
    const runs = [run('a', 'done'), run('b', 'failed'), run('c', 'lost'), run('d', null)];
    expect(healthOf({...nothing, runs}, NOW, WARN_MS).needs).toEqual(['backup b failed', 'backup c was cut off']);
  });
});

test('ratios say what was saved, and nothing where nothing can be said', () => {
  expect(showDedup({bytes: 1240, addedBytes: 100})).toBe('12.4x');
  expect(showDedup({bytes: 100_000, addedBytes: 1})).toBe('>999x');
  expect(showDedup({bytes: 100, addedBytes: 0})).toBe('nothing new');
  expect(showDedup({bytes: 0, addedBytes: 0})).toBeUndefined();
  expect(showDedup({bytes: 5, addedBytes: null})).toBeUndefined();
  expect(showCompression({addedBytes: 300, storedBytes: 100})).toBe('3.0x');
  expect(showCompression({addedBytes: 0, storedBytes: 0})).toBeUndefined();
  expect(timeLeftMs({bytes: 50, bytesTotal: 150, bytesPerSecond: 50})).toBe(2000);
  expect(timeLeftMs({bytes: 50, bytesPerSecond: 50})).toBeUndefined();
});
