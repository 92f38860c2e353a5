import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {defaultConfig} from '../../src/config/build.js';
import type {Config} from '../../src/config/schema.js';
import {silentLog} from '../../src/log.js';
import {ownerName, realProcesses} from '../../src/processes.js';
import {makeFolders, pathsOf, type World} from '../../src/world.js';
import {openBell} from '../../state/changes.js';
import {openDb} from '../../state/open.js';

/** A folder of its own for one test, gone afterwards. */
export function scratch(name = 'test', within = tmpdir()): string {
  const dir = mkdtempSync(join(within, `orkestra-${name}-`));
  onTestFinished(() => rmSync(dir, {recursive: true, force: true, maxRetries: 10}));
  return dir;
}

type Deep<Of> = {[Key in keyof Of]?: Of[Key] extends object ? Deep<Of[Key]> : Of[Key]};

export interface TestWorld extends World {
  /** Moves the wall clock; with `uptime` both clocks, as time does. */
  advance(ms: number, clocks?: 'wall' | 'both'): void;
  configure(changes: Deep<Config>): void;
}

/** A real project in a scratch folder, with clocks in the test's hand. */
export function testWorld(changes: Deep<Config> = {}, root = scratch()): TestWorld {
  const paths = pathsOf(root);
  makeFolders(paths);
  const db = openDb(paths.db, {durability: 'fast'});
  const bell = openBell(paths.bell);
  db.onCommit(() => bell.ring());
  onTestFinished(() => {
    bell.close();
    db.close();
  });
  const processes = realProcesses();
  let wall = 0;
  let up = 0;
  let config = mergeConfig(defaultConfig(root), changes);
  return {
    paths,
    db,
    get config() {
      return config;
    },
    log: silentLog,
    processes,
    actor: 'user',
    owner: ownerName(processes.host, processes.self),
    now: () => Date.now() + wall,
    uptime: () => Number(process.hrtime.bigint() / 1_000_000n) + up,
    random: () => 0.5,
    advance(ms, clocks = 'both') {
      wall += ms;
      if (clocks === 'both') up += ms;
    },
    configure(next) {
      config = mergeConfig(config, next);
    },
  };
}

function mergeConfig<Of extends object>(base: Of, changes: Deep<Of>): Of {
  const merged = {...base} as Record<string, unknown>;
  for (const [key, value] of Object.entries(changes)) {
    const before = merged[key];
    const isObject = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
    const isSection = isObject(before) && isObject(value);
    merged[key] = isSection ? mergeConfig(before as object, value as object) : value;
  }
  return merged as Of;
}

/** Waits for a condition instead of sleeping for luck. */
export async function until<T>(
  look: () => T | undefined | false,
  what = 'the condition',
  withinMs = 20_000,
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const found = look();
    if (found) return found;
    if (performance.now() > giveUpAt) throw new Error(`${what} did not come true within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
