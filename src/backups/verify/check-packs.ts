import {makePackHeader, type PackedBlob} from '../format/pack-header.js';
import type {LocalPacks} from '../read/local-packs.js';
import type {ReadPool} from '../read/read-pool.js';
import type {Repository} from '../repository/repository.js';
import type {PackAnswer} from './check-pack.js';
import type {Findings} from './findings.js';
import type {PackFacts} from './indexed-packs.js';

export interface PackWorld {
  repository: Repository;
  findings: Findings;
  pool: ReadPool;
  packs: LocalPacks;
  signal: AbortSignal;
  tell(bytes: number): void;
}

export type PackList = readonly (readonly [name: string, facts: PackFacts])[];

/** Every byte of these packs. What is wrong with a pack is told, and each blob in it that cannot be used. */
export async function checkPacks(world: PackWorld, list: PackList): Promise<void> {
  const running = new Set<Promise<void>>();
  for (const [name, facts] of list) {
    world.signal.throwIfAborted();
    await world.pool.room();
    const work = checkOne(world, name, facts);
    running.add(work);
    // Whoever awaits all of them hears of a failure.
    work.then(
      () => running.delete(work),
      () => {},
    );
  }
  await Promise.all(running);
}

async function checkOne(world: PackWorld, name: string, facts: PackFacts): Promise<void> {
  const {findings, repository, packs, pool} = world;
  try {
    const path = await packs.hold(name);
    const job = {path, name, bytes: facts.bytes, headerHash: facts.headerHash};
    const first = await pool.run('pack', job);
    const blobs = first.isBlind ? indexedBlobs(repository, name) : undefined;
    const second = blobs && (await pool.run('pack', {...job, blobs: makePackHeader(blobs)}));
    tellPack(findings, name, first, second);
    world.tell(first.bytes);
  } finally {
    packs.release(name);
  }
}

function tellPack(findings: Findings, name: string, first: PackAnswer, second: PackAnswer | undefined): void {
  const problems = [...new Set([...first.problems, ...(second?.problems ?? [])])];
  const damaged = [...first.damaged, ...(second?.damaged ?? [])];
  const isHarmless = problems.length > 0 && damaged.length === 0;
  if (problems.length > 0) {
    const rest = isHarmless ? ' All blobs in it are whole, so no file is hurt.' : '';
    findings.add('pack', name, `The pack ${name.slice(0, 8)} is damaged: ${problems.join('; ')}.${rest}`);
  }
  for (const {id, why} of damaged)
    findings.addBlob(id, `The blob ${id.slice(0, 8)} in the pack ${name.slice(0, 8)} is damaged: ${sayWhy(why)}`);
}

const sayWhy = (why: string): string => why.replace(/^The blob cannot be used: /, '').replace(/^T/, 't');

/** Where a pack does not say itself what is in it, the index does. */
function indexedBlobs({blobs}: Repository, name: string): PackedBlob[] {
  const found: PackedBlob[] = [];
  blobs.each((id, {type, pack, offset, length, plainLength}) => {
    if (blobs.packs[pack] === name) found.push({id: id.toString('hex'), type, offset, length, plainLength});
  });
  return found.sort((a, b) => a.offset - b.offset);
}

export interface PackSizes {
  /** Packs that are there and that no index names. */
  orphanPacks: number;
  orphanBytes: number;
  missing: ReadonlySet<string>;
}

/**
 * Packs that an index names have to be there, with the size it implies. Where every byte is read afterwards, that shows
 * better what of a pack of another size is lost.
 */
export async function checkPackSizes(
  {repository, findings, isFull}: Pick<PackWorld, 'repository' | 'findings'> & {isFull: boolean},
  packs: ReadonlyMap<string, PackFacts>,
  isUsed: (name: string) => boolean,
): Promise<PackSizes> {
  const missing = new Set([...packs.keys()].filter(isUsed));
  let orphanPacks = 0;
  let orphanBytes = 0;
  for (const {name, bytes} of await repository.store.list('data')) {
    missing.delete(name);
    const facts = packs.get(name);
    if (!facts) {
      orphanPacks += 1;
      orphanBytes += bytes;
    } else if (!isFull && facts.bytes !== bytes && isUsed(name)) {
      const message = `The pack ${name.slice(0, 8)} is damaged: it has ${bytes} bytes instead of ${facts.bytes}.`;
      tellUnusable(repository, findings, name, message, (blob) => blob.offset + blob.length > bytes);
    }
  }
  for (const name of missing) tellUnusable(repository, findings, name, `The pack ${name.slice(0, 8)} is missing.`);
  return {orphanPacks, orphanBytes, missing};
}

function tellUnusable(
  repository: Repository,
  findings: Findings,
  name: string,
  message: string,
  isHurt: (blob: PackedBlob) => boolean = () => true,
): void {
  findings.add('pack', name, message);
  for (const blob of indexedBlobs(repository, name).filter(isHurt))
    findings.addBlob(blob.id, `The blob ${blob.id.slice(0, 8)} is lost with the pack ${name.slice(0, 8)}.`);
}
