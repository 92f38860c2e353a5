import {createRequire} from 'node:module';
import {join} from 'node:path';
import {type QueueSpec, queues} from './queues.js';
import {findPostgres, hasProgram, startPostgres, startRedis} from './servers.js';

/** A queue and where it is kept in this run. */
export interface Subject {
  spec: QueueSpec;
  target: string;
}

const isInstalled = (name: string): boolean => {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
};

/** Starts what the wanted queues are kept in; of the others it says why they are left out. */
export async function findSubjects(
  dir: string,
  only: readonly string[],
): Promise<{subjects: Subject[]; leftOut: string[]}> {
  const subjects: Subject[] = [];
  const leftOut: string[] = [];
  const wanted = queues.filter(({name}) => only.some((part) => name.includes(part)));
  const postgres = findPostgres();
  const servers = new Map<string, string>();
  for (const spec of wanted) {
    const missing = whatIsMissing(spec, postgres);
    if (missing) leftOut.push(`${spec.name} is left out: ${missing}.`);
    else subjects.push({spec, target: await targetOf(spec, {dir, postgres: postgres ?? '', servers})});
  }
  return {subjects, leftOut};
}

function whatIsMissing({isOurs, server}: QueueSpec, postgres: string | undefined): string | undefined {
  if (isOurs) return undefined;
  if (!isInstalled('bullmq/package.json')) return 'it could not be installed';
  if (server.startsWith('redis') && !hasProgram('redis-server')) return 'redis-server is not installed';
  return server === 'postgres' && postgres === undefined ? 'postgres is not installed' : undefined;
}

/** Queues on the same kind of server share one. */
interface Places {
  dir: string;
  postgres: string;
  servers: Map<string, string>;
}

async function targetOf({name, server}: QueueSpec, {dir, postgres, servers}: Places): Promise<string> {
  if (server === 'files') return join(dir, name.replace(/\W+/g, '-'));
  const known = servers.get(server);
  if (known) return known;
  const started =
    server === 'postgres'
      ? await startPostgres(dir, postgres)
      : await startRedis(dir, server === 'redis-always' ? 'always' : 'everysec');
  servers.set(server, started);
  return started;
}
