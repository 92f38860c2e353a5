import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {takeTurn} from '../../../src/tasks/turn.js';
import type {World} from '../../../src/world.js';
import {write} from '../../../state/write.js';
import {percentile} from '../support/numbers.js';
import {runChild} from './children.js';
import {openBenchProject} from './project.js';

export interface ClaimCost {
  name: string;
  p50: number;
  p99: number;
}

/** How a book is filled: tasks that can start, and tasks whose moment comes later but whose rank is better. */
interface Book {
  name: string;
  ready: number;
  delayed: number;
}

const SMALL = 10_000;
const booksFor = (large: number): Book[] => [
  {name: 'small', ready: SMALL, delayed: 0},
  {name: 'large', ready: large, delayed: 0},
  {name: 'delayed', ready: SMALL, delayed: 100_000},
];

const HOUR_MS = 3_600_000;
const SAMPLES = 3000;
const WARM_UP = 300;

/** Written directly: only the claim is measured here. Random ranks send each claim to another page of the table. */
function fill({db, now}: World, {ready, delayed}: Book): void {
  const at = now();
  write(db, () => {
    insert(ready, 'ready', at, at);
    insert(delayed, 'waiting', at - 100 * HOUR_MS, at + HOUR_MS);
    db.prepare('INSERT INTO taskDetails(id, run) SELECT id, ? FROM tasks').run('true');
    db.count('tasks.ready', ready);
    db.count('tasks.waiting', delayed);
  });

  function insert(count: number, state: string, rank: number, readyAt: number): void {
    db.prepare(
      `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < @count)
       INSERT INTO tasks(state, title, priority, rank, readyAt, retries, createdAt)
       SELECT @state, 'task ' || n, 5, @rank + abs(random() % 10000000), @readyAt, 3, @rank FROM numbers WHERE @count > 0`,
    ).run({count, state, rank, readyAt});
  }
}

/** The books take turns, so that what disturbs the machine disturbs all of them. */
export function measureClaims(root: string, large: number): {costs: ClaimCost[]} {
  const books = booksFor(large).map((book) => {
    const dir = join(root, book.name);
    rmSync(dir, {recursive: true, force: true});
    mkdirSync(dir, {recursive: true});
    const project = openBenchProject(dir, {durability: 'fast'});
    fill(project.world, book);
    return {...book, ...project, times: [] as number[]};
  });
  for (let sample = 0; sample < WARM_UP + SAMPLES; sample++) {
    for (const {world, times} of books) {
      const took = claimOne(world);
      if (sample >= WARM_UP) times.push(took);
    }
  }
  const costs = books.map(({ready, delayed, times}) => ({
    name: delayed > 0 ? `${ready} ready, ${delayed} delayed` : `${ready} ready`,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  }));
  for (const {close} of books) close();
  rmSync(root, {recursive: true, force: true});
  return {costs};
}

/** In microseconds, one task a transaction. */
function claimOne(world: World): number {
  const startedAt = performance.now();
  const {started} = takeTurn(world, {ended: [], free: 1});
  const took = (performance.now() - startedAt) * 1000;
  const ended = started.map(({id, attempt, owner, agent, startedAt: since, hasLocks}) => ({
    ...{id, attempt, owner, agent, startedAt: since, hasLocks},
    ...{outcome: 'done' as const, exitCode: 0, why: null},
  }));
  takeTurn(world, {ended, free: 0});
  return took;
}

export async function measureClaimCost(dir: string, large: number): Promise<{costs: ClaimCost[]}> {
  const target = join(dir, 'claims');
  const request = {
    role: 'claim' as const,
    queue: '',
    target,
    count: large,
    concurrency: 0,
    isPickup: false,
    isFirst: true,
  };
  return runChild<{type: 'claimed'; costs: ClaimCost[]}>(request, 'claimed');
}
