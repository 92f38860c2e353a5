import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, existsSync, mkdirSync, openSync, readdirSync} from 'node:fs';
import {connect, createServer} from 'node:net';
import {join} from 'node:path';
import {sleep} from '../support/numbers.js';

/** Private servers on spare loopback ports, with their data in a folder of this run. They are ended by their own handle. */
const running: {server: ChildProcess; stopSignal: NodeJS.Signals}[] = [];

export const hasProgram = (name: string): boolean => spawnSync(name, ['--version'], {stdio: 'ignore'}).status === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

async function waitForPort(port: number): Promise<void> {
  for (const giveUpAt = Date.now() + 15_000; ; await sleep(30)) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(
        () => false,
        () => false,
      ),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    if (Date.now() > giveUpAt) throw new Error(`nothing listens on port ${port}`);
  }
}

function start(dir: string, stopSignal: NodeJS.Signals, command: string, args: readonly string[]): void {
  const log = openSync(join(dir, 'log'), 'a');
  const server = spawn(command, args, {stdio: ['ignore', log, log], cwd: '/'});
  running.push({server, stopSignal});
}

export async function startRedis(root: string, fsync: 'always' | 'everysec'): Promise<string> {
  const port = await freePort();
  const dir = join(root, `redis-${fsync}`);
  mkdirSync(dir, {recursive: true});
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    dir,
    '--save',
    '',
    '--appendonly',
    'yes',
    '--appendfsync',
    fsync,
  ];
  start(dir, 'SIGTERM', 'redis-server', options);
  await waitForPort(port);
  return `redis://127.0.0.1:${port}`;
}

/** Debian keeps the server out of the PATH. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(one) - Number(other)) : [];
  const folders = [...versions.reverse().map((version) => join(debian, version, 'bin/')), ''];
  return folders.find((folder) => hasProgram(`${folder}initdb`) && hasProgram(`${folder}postgres`));
}

/** It refuses to run as root, so root lends it the user `postgres`. */
const asPostgres = (command: string, args: readonly string[]): [string, string[]] =>
  process.getuid?.() === 0
    ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args]]
    : [command, [...args]];

export async function startPostgres(root: string, folder: string): Promise<string> {
  const port = await freePort();
  const dir = join(root, 'postgres');
  mkdirSync(dir, {recursive: true});
  if (process.getuid?.() === 0) {
    chmodSync(root, 0o755);
    spawnSync('chown', ['postgres:postgres', dir]);
  }
  const data = join(dir, 'data');
  const [init, initArgs] = asPostgres(`${folder}initdb`, [
    '-D',
    data,
    '-U',
    'bench',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
  ]);
  const made = spawnSync(init, initArgs, {encoding: 'utf8', cwd: '/'});
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const options = ['listen_addresses=127.0.0.1', `unix_socket_directories=${dir}`, 'max_connections=200'];
  const [command, args] = asPostgres(`${folder}postgres`, [
    '-D',
    data,
    '-p',
    String(port),
    ...options.flatMap((option) => ['-c', option]),
  ]);
  start(root, 'SIGINT', command, args);
  await waitForPort(port);
  await sleep(300);
  return `postgres://bench@127.0.0.1:${port}/postgres`;
}

export async function stopServers(): Promise<void> {
  await Promise.all(
    running.splice(0).map(async ({server, stopSignal}) => {
      if (server.exitCode !== null) return;
      const gone = once(server, 'exit');
      server.kill(stopSignal);
      await Promise.race([gone, sleep(8000).then(() => server.kill('SIGKILL'))]);
    }),
  );
}
