import {randomBytes} from 'node:crypto';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {availableParallelism, tmpdir} from 'node:os';
import {join} from 'node:path';
import {backUp, newRepository} from '../../backups/make-backup.js';

// S-22
const FILES = 400;
const ROUNDS = 5;

/** Half of it can be compressed, as sources can. */
function makeSource(dir: string): string {
  const source = join(dir, 'source');
  mkdirSync(source);
  for (let number = 0; number < FILES; number++)
    writeFileSync(join(source, `${number}`), randomBytes(150_000).toString('hex').slice(0, 400_000));
  return source;
}

async function timed(dir: string, source: string, threads: number): Promise<number> {
  const place = mkdtempSync(join(dir, 'round-'));
  const repository = await newRepository(place);
  const startedAt = performance.now();
  await backUp(repository, [source], {threads});
  const tookMs = performance.now() - startedAt;
  rmSync(place, {recursive: true});
  return tookMs;
}

const dir = mkdtempSync(join(tmpdir(), 'orkestra-threads-'));
try {
  const source = makeSource(dir);
  const counts = [1, Math.max(2, availableParallelism())];
  const best = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++)
    for (const threads of counts)
      best.set(threads, Math.min(best.get(threads) ?? Number.POSITIVE_INFINITY, await timed(dir, source, threads)));
  const [one = 0, all = 1] = counts.map((threads) => best.get(threads) ?? 0);
  for (const [threads, ms] of best) console.log(`${threads} threads: ${ms.toFixed(0)} ms for ${FILES} files`);
  console.log(`${(one / all).toFixed(2)} times as fast with ${counts[1]} threads`);
} finally {
  rmSync(dir, {recursive: true});
}
