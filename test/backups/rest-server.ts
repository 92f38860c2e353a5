import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {dirname, join} from 'node:path';
import {onTestFinished} from 'vitest';

/** What goes wrong with a request: a status, no answer, half an answer, or the deed done and nobody told. */
export type Fault = number | 'silent' | 'half' | 'unheard' | 'drop';

interface Options {
  /** `name:password`. */
  login?: string;
  /** An older server lists names only. */
  version?: 1 | 2;
  /** Nothing is removed but locks. */
  isAppendOnly?: boolean;
  /** It sends whole files whatever range is wanted. */
  isWithoutRanges?: boolean;
}

export interface RestServer {
  /** For us and for restic: `rest:http://name:password@localhost:port/repo/`. */
  address: string;
  folder: string;
  /** `GET /repo/config` for each request so far. */
  requests: string[];
  /** The next `times` requests that fit go wrong. */
  fail(fault: Fault, times?: number, fits?: RegExp): void;
  stop(): Promise<void>;
}

const kinds = 'data|index|keys|locks|snapshots';
const V1 = 'application/vnd.x.restic.rest.v1';
const V2 = 'application/vnd.x.restic.rest.v2';

/** A server for restic's REST protocol on a folder, as real as its tests need: restic itself must be content with it. */
export async function startRestServer(folder: string, options: Options = {}): Promise<RestServer> {
  const requests: string[] = [];
  const faults: {fault: Fault; times: number; fits: RegExp}[] = [];
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    requests.push(line);
    const planned = faults.find(({times, fits}) => times > 0 && fits.test(line));
    if (planned) planned.times -= 1;
    answer(request, response, planned?.fault).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    if (fault === 'silent') return;
    if (fault === 'drop') return void request.socket.destroy();
    const body = await readBody(request);
    if (typeof fault === 'number') return end(response, fault);
    if (options.login && request.headers.authorization !== `Basic ${Buffer.from(options.login).toString('base64')}`)
      return end(response, 401);
    const reply = replyTo(folder, options, request, body);
    if (fault === 'unheard') return void request.socket.destroy();
    if (fault === 'half') {
      response.writeHead(reply.status, {...reply.headers, 'content-length': reply.body.length});
      response.write(reply.body.subarray(0, reply.body.length / 2), () => request.socket.destroy());
      return;
    }
    response.writeHead(reply.status, {'content-length': reply.body.length, ...reply.headers});
    response.end(request.method === 'HEAD' ? undefined : reply.body);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(stop);
  const login = options.login ? `${options.login.split(':').map(encodeURIComponent).join(':')}@` : '';
  return {
    address: `rest:http://${login}127.0.0.1:${(server.address() as AddressInfo).port}/repo/`,
    folder,
    requests,
    fail: (fault, times = 1, fits = /./) => faults.push({fault, times, fits}),
    stop,
  };
}

interface Reply {
  status: number;
  headers: Record<string, string | number>;
  body: Buffer;
}

const plain = (status: number, body: Buffer = Buffer.alloc(0), headers: Reply['headers'] = {}): Reply => ({
  status,
  body,
  headers,
});

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, {'content-length': 0});
  response.end();
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function replyTo(folder: string, options: Options, request: IncomingMessage, body: Buffer): Reply {
  const url = new URL(request.url ?? '/', 'http://x');
  const path = url.pathname.replace(/^\/repo\//, '');
  if (path === '') return request.method === 'POST' ? create(folder, url) : plain(405);
  const [, kind = '', name = ''] = new RegExp(`^(${kinds})/([0-9a-f]{64})?$`).exec(path) ?? [];
  if (path !== 'config' && kind === '') return plain(404);
  if (kind !== '' && name === '') return list(folder, kind, options, request);
  const file =
    path === 'config' ? join(folder, path) : join(folder, kind, kind === 'data' ? name.slice(0, 2) : '', name);
  switch (request.method) {
    case 'HEAD':
      return existsSync(file) ? plain(200, undefined, {'content-length': statSync(file).size}) : plain(404);
    case 'GET':
      return existsSync(file)
        ? ranged(readFileSync(file), options.isWithoutRanges ? undefined : request.headers.range)
        : plain(404);
    case 'POST':
      return store(file, name, body);
    case 'DELETE':
      return options.isAppendOnly && kind !== 'locks' ? plain(403) : remove(file);
    default:
      return plain(405);
  }
}

function create(folder: string, url: URL): Reply {
  if (url.searchParams.get('create') !== 'true') return plain(400);
  for (const kind of kinds.split('|')) mkdirSync(join(folder, kind), {recursive: true});
  return plain(200);
}

function list(folder: string, kind: string, options: Options, request: IncomingMessage): Reply {
  if (!existsSync(join(folder, kind))) return plain(404);
  const files = readdirSync(join(folder, kind), {recursive: true, withFileTypes: true}).filter((entry) =>
    entry.isFile(),
  );
  const isV2 = options.version !== 1 && request.headers.accept === V2;
  const names = files.map((entry) => (isV2 ? sized(entry.parentPath, entry.name) : entry.name));
  // As Go writes a list nobody put anything into.
  const body = Buffer.from(JSON.stringify(names.length > 0 ? names : null));
  return plain(200, body, {'content-type': isV2 ? V2 : V1});
}

const sized = (folder: string, name: string) => ({name, size: statSync(join(folder, name)).size});

function ranged(bytes: Buffer, range: string | undefined): Reply {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === undefined) return plain(200, bytes);
  if (Number(from) >= bytes.length) return plain(416);
  const last = Math.min(bytes.length - 1, to ? Number(to) : bytes.length);
  return plain(206, bytes.subarray(Number(from), last + 1), {
    'content-range': `bytes ${from}-${last}/${bytes.length}`,
  });
}

function store(file: string, name: string, body: Buffer): Reply {
  if (existsSync(file)) return plain(403);
  if (name !== '' && createHash('sha256').update(body).digest('hex') !== name) return plain(400);
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(`${file}.rest-server-temp`, body);
  renameSync(`${file}.rest-server-temp`, file);
  return plain(200);
}

function remove(file: string): Reply {
  if (!existsSync(file)) return plain(404);
  rmSync(file);
  return plain(200);
}
