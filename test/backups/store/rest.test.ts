import {createHash, randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {parseRestAddress} from '../../../src/backups/store/address.js';
import {openRest} from '../../../src/backups/store/rest.js';
import {scratchFile} from '../../../src/backups/store/scratch.js';
import type {Store} from '../../../src/backups/store/store.js';
import {realProcesses} from '../../../src/processes.js';
import {thrownBy} from '../../support/thrown.js';
import {scratch} from '../../support/world.js';
import {type Fault, startRestServer} from '../rest-server.js';
import {hasRestic, restic} from '../restic.js';

const processes = realProcesses();
const patience = {tries: 4, firstTries: 2, firstWaitMs: 1, longestWaitMs: 2};
const bytes = randomBytes(50_000);
const name = createHash('sha256').update(bytes).digest('hex');

function open(address: string, timeoutMs = 10_000): Store {
  const store = openRest(parseRestAddress(address), {
    processes,
    now: Date.now,
    scratch: join(scratch('making'), 'scratch'),
    patience,
    timeoutMs,
  });
  onTestFinished(() => store.close());
  return store;
}

async function made(options: Parameters<typeof startRestServer>[1] = {}, timeoutMs?: number) {
  const server = await startRestServer(join(scratch('server'), 'repo'), options);
  const store = open(server.address, timeoutMs);
  await store.create();
  return {server, store};
}

describe('a call that fails is made again', () => {
  const faults: readonly Fault[] = [500, 503, 429, 'drop', 'half', 'unheard', 'silent'];

  test.each(faults)('after %s while reading', async (fault) => {
    const {server, store} = await made({}, 300);
    await store.save('data', name, bytes);
    server.fail(fault, 2, /^GET/);
    expect(await store.read('data', name)).toEqual(bytes);
    expect(server.requests.filter((line) => line.startsWith('GET'))).toHaveLength(3);
  });

  test.each(faults.filter((fault) => fault !== 'half'))('after %s while storing', async (fault) => {
    // part of S-10
    const {server, store} = await made({}, 300);
    server.fail(fault, 2, /^POST/);
    await store.save('data', name, bytes);
    expect(await store.read('data', name)).toEqual(bytes);
    expect(server.requests.filter((line) => line.startsWith('POST /repo/data'))).toHaveLength(3);
  });

  test('after an answer that was lost, and a file handed over is then gone here and there once', async () => {
    const {server, store} = await made();
    await store.prepare();
    const file = scratchFile(store.scratch, processes);
    writeFileSync(file, bytes);
    server.fail('unheard', 1, /^POST/);
    await store.adopt('data', name, file);
    expect(existsSync(file)).toBe(false);
    expect(await store.list('data')).toEqual([{name, bytes: bytes.length}]);
  });

  test('after a lost answer to the config file, which is ours and no conflict', async () => {
    const {server, store} = await made();
    server.fail('unheard', 1, /^POST/);
    await store.save('config', 'config', bytes);
    expect(await store.read('config', 'config')).toEqual(bytes);
  });

  test('but not for ever', async () => {
    const {server, store} = await made();
    server.fail(500, 100);
    expect(await thrownBy(store.list('index'))).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^The backup server rest:http:.* cannot be used: it answers with status 500\.$/),
    });
    expect(server.requests.filter((line) => line.startsWith('GET'))).toHaveLength(4);
  });

  test('and hardly when nobody ever answered', async () => {
    const server = await startRestServer(scratch('server'));
    await server.stop();
    const error = await thrownBy(open(server.address).exists('config', 'config'));
    expect(error).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/cannot be used: nobody listens there\.$/),
    });
  });
});

describe('a server that says no', () => {
  const login = 'me:s3cret-word';
  const wrong = (address: string): string => address.replace('s3cret-word', 'other-word');

  test('to name or password is told so, and neither is in the message', async () => {
    const {server} = await made({login});
    const error = await thrownBy(open(wrong(server.address)).list('index'));
    expect(error).toMatchObject({code: 'refused', message: expect.stringContaining('wants another name or password')});
    expect(JSON.stringify(error) + String(error)).not.toMatch(/other-word|s3cret-word/);
  });

  test('to removing anything keeps its files', async () => {
    const {store} = await made({isAppendOnly: true});
    await store.save('snapshots', name, bytes);
    expect(await thrownBy(store.remove('snapshots', name))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('does not let anybody remove files'),
    });
    expect(await store.exists('snapshots', name)).toBe(true);
  });

  test('because it has no room is no reason to try again', async () => {
    const {server, store} = await made();
    server.fail(507, 10, /^POST/);
    expect(await thrownBy(store.save('data', name, bytes))).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('has no room left'),
    });
    expect(server.requests.filter((line) => line.startsWith('POST /repo/data'))).toHaveLength(1);
  });

  test('to a file whose bytes are not what its name says', async () => {
    const {store} = await made();
    expect(await thrownBy(store.save('data', name, Buffer.from('other')))).toMatchObject({code: 'unavailable'});
  });
});

test('a server that is something else is told apart', async () => {
  const server = createServer((_, response) => response.end('<html>Welcome</html>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const store = open(`rest:http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect(await thrownBy(store.list('index'))).toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('a list that cannot be read'),
  });
});

test('a server that sends without end is cut off', async () => {
  const server = createServer((_, response) => {
    const more = (): void => {
      if (!response.destroyed) response.write(Buffer.alloc(16 * 1024), more);
    };
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const store = open(`rest:http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect(await thrownBy(store.read('keys', name))).toMatchObject({code: 'corrupt'});
});

describe('an address', () => {
  test('is shown without its password', () => {
    const address = parseRestAddress('rest:https://me:top%3Asecret@host:8000/a/b?x=1');
    expect(address.shown).toBe('rest:https://me@host:8000/a/b/');
    expect(address.url.href).toBe('https://host:8000/a/b/');
    expect(address.authorization).toBe(`Basic ${Buffer.from('me:top:secret').toString('base64')}`);
  });

  test('may leave name and password to the environment', () => {
    const env = {RESTIC_REST_USERNAME: 'me', RESTIC_REST_PASSWORD: 'secret'};
    const {authorization, shown} = parseRestAddress('rest:http://host/', env);
    expect(authorization).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
    expect(shown).toBe('rest:http://me@host/');
  });

  test.each(['rest:', 'rest:host', 'rest:ftp://me:secret@host/', 'rest:http://', 'rest:http://me:secret@:99999999/'])(
    '%j is none, and is not repeated',
    async (text) => {
      const error = await thrownBy(() => parseRestAddress(text));
      expect(error).toMatchObject({code: 'invalid'});
      expect(String(error)).not.toContain('secret');
    },
  );
});

describe.skipIf(!hasRestic)('the server of these tests', () => {
  test.each([1, 2] as const)('is one for restic as well, in version %d of the protocol', async (version) => {
    const server = await startRestServer(join(scratch('server'), 'repo'), {login: 'me:secret', version});
    const source = scratch('source');
    mkdirSync(join(source, 'below'));
    writeFileSync(join(source, 'below', 'file'), randomBytes(2_000_000));
    await restic(server.address, ['init']);
    await restic(server.address, ['backup', source]);
    await restic(server.address, ['check', '--read-data']);
    expect(await restic(server.address, ['forget', '--keep-last', '1', '--prune'])).toMatch(/keep 1 snapshots/);
  });
});
