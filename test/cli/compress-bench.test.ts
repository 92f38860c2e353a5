import {randomBytes} from 'node:crypto';
import {truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {orkestra} from '../support/program.js';
import {scratch} from '../support/world.js';

interface Row {
  name: string;
  level: number;
  ratio: number | null;
  compressBytesPerSecond: number | null;
  isExact: boolean;
}

interface Told {
  fileBytes: number;
  sampleBytes: number;
  isWhole: boolean;
  methods: Row[];
  best: Record<'smallest' | 'fastest' | 'backup', {name: string} | null>;
}

async function bench(dir: string, ...words: string[]): Promise<Told> {
  const ran = await orkestra(dir, 'compress-bench', '--json', ...words);
  expect(ran).toMatchObject({code: 0, err: ''});
  return JSON.parse(ran.out) as Told;
}

test('each format gives back every byte and tells how small and how fast it is', async () => {
  // S-20
  const dir = scratch();
  writeFileSync(join(dir, 'mixed'), Buffer.concat([randomBytes(30_000), Buffer.alloc(60_000, 'text and more text ')]));
  const {methods, best, ...sample} = await bench(dir, 'mixed');
  expect(sample).toMatchObject({fileBytes: 90_000, sampleBytes: 90_000, isWhole: true});
  expect(new Set(methods.map(({name}) => name)).size).toBeGreaterThanOrEqual(5);
  expect(methods.filter(({name}) => name === 'zstd').map(({level}) => level)).toEqual([1, 3, 9, 19]);
  for (const {ratio, compressBytesPerSecond, isExact} of methods) {
    expect(isExact).toBe(true);
    expect(ratio).toBeGreaterThan(2.5);
    expect(compressBytesPerSecond).toBeGreaterThan(0);
  }
  expect(best.backup?.name).toBe('zstd');
});

test('an empty file comes back as nothing', async () => {
  // S-20
  const dir = scratch();
  writeFileSync(join(dir, 'empty'), '');
  const {methods, best} = await bench(dir, 'empty');
  expect(methods.length).toBeGreaterThan(12);
  expect(methods.every(({isExact, ratio}) => isExact && ratio === null)).toBe(true);
  expect(best).toEqual({smallest: null, fastest: null, backup: null});
  expect((await orkestra(dir, 'compress-bench', 'empty')).out).toMatch(/\nThe file is empty: there is nothing/);
});

test('a file larger than the memory is answered from a part of it, which is said', async () => {
  const dir = scratch();
  writeFileSync(join(dir, 'large'), 'a beginning');
  truncateSync(join(dir, 'large'), 5 * 1024 ** 3);
  const ran = await orkestra(dir, 'compress-bench', 'large', '--time', '2s');
  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(/^large: 5\.4 GB; 2 pieces of 524 kB spread over it, each compressed alone/);
  expect(ran.out.trimEnd().split('\n').at(-1)).toMatch(/^Smallest: .* Fastest: .* For a backup: zstd /);
});
