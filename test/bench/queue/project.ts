import {defaultConfig} from '../../../src/config/build.js';
import type {Config} from '../../../src/config/schema.js';
import {silentLog} from '../../../src/log.js';
import {ownerName, realProcesses} from '../../../src/processes.js';
import {makeFolders, pathsOf, type World} from '../../../src/world.js';
import {openBell} from '../../../state/changes.js';
import type {Db} from '../../../state/db.js';
import {type Durability, openDb} from '../../../state/open.js';

export interface BenchProject {
  world: World;
  /** The longest time the database held the thread between two turns of the event loop. */
  longestCallMs(): number;
  close(): void;
}

export interface ProjectOptions {
  durability: Durability;
  maxConcurrentTasks?: number;
  leaseMs?: number;
}

/** A real project as `orkestra` opens it, with the bell that tells other processes of each commit. */
export function openBenchProject(root: string, options: ProjectOptions): BenchProject {
  const paths = pathsOf(root);
  makeFolders(paths);
  const {db, longestMs} = timeCalls(openDb(paths.db, {durability: options.durability}));
  const bell = openBell(paths.bell);
  db.onCommit(() => bell.ring());
  const processes = realProcesses();
  const world: World = {
    paths,
    db,
    config: configure(defaultConfig(root), options),
    log: silentLog,
    processes,
    actor: 'bench',
    owner: ownerName(processes.host, processes.self),
    now: Date.now,
    uptime: () => Number(process.hrtime.bigint() / 1_000_000n),
    random: Math.random,
  };
  return {
    world,
    longestCallMs: longestMs,
    close() {
      bell.close();
      db.close();
    },
  };
}

const configure = (config: Config, {maxConcurrentTasks, leaseMs}: ProjectOptions): Config => ({
  ...config,
  maxConcurrentTasks: maxConcurrentTasks ?? config.maxConcurrentTasks,
  queue: {...config.queue, leaseMs: leaseMs ?? config.queue.leaseMs},
});

/** Counts from the first call after a turn of the event loop to the end of the last one before the next turn. */
function timeCalls(db: Db): {db: Db; longestMs(): number} {
  let longest = 0;
  let from: number | undefined;
  const timed = <Of>(call: () => Of): Of => {
    if (from === undefined) {
      from = performance.now();
      setImmediate(() => {
        from = undefined;
      });
    }
    try {
      return call();
    } finally {
      longest = Math.max(longest, performance.now() - from);
    }
  };
  const wrapped: Db = {
    ...db,
    prepare(sql) {
      const statement = db.prepare<never>(sql);
      return {
        run: (...params) => timed(() => statement.run(...params)),
        get: (...params) => timed(() => statement.get(...params)),
        all: (...params) => timed(() => statement.all(...params)),
      };
    },
    value: (sql, ...params) => timed(() => db.value(sql, ...params)),
    begin: () => timed(() => db.begin()),
    commit: () => timed(() => db.commit()),
    rollback: () => timed(() => db.rollback()),
  };
  return {db: wrapped, longestMs: () => longest};
}
