import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {onTestFinished} from 'vitest';
import type {Body, Dialect, Turn} from './dialects.js';

/** What the server does with a request for an answer. */
export type Act =
  | {say: Turn}
  /** The first events only, and then the connection breaks, or ends as if all were well, or nothing comes any more. */
  | {say: Turn; until: number; after: 'break' | 'end' | 'silence' | 'crumbs'}
  | {status: number; headers?: Record<string, string>; message?: string; body?: string}
  | {raw: string; type: string}
  | {redirect: string}
  | 'mute'
  /** The connection is taken and broken at once. */
  | 'break';

export interface Asked {
  path: string;
  key: string | undefined;
  body: Body;
}

export interface Model {
  url: string;
  /** Every answer that was asked for, and every look. */
  asked: Asked[];
  looks: Asked[];
  /** What tools gave, as the last request told. */
  results(): string[];
  /** Breaks the network and mends it: nobody answers at the address meanwhile. */
  down(): Promise<void>;
  up(): Promise<void>;
}

/** What a look is answered. */
export type Look = {status: number; headers?: Record<string, string>; message?: string} | 'mute';

/** A server that speaks a vendor's wire format and does one act after the other; the last one again and again. */
export async function startModel(dialect: Dialect, acts: readonly Act[], look: Look = {status: 200}): Promise<Model> {
  let server = createServer(onRequest);
  let port = 0;
  const model: Model = {
    ...{url: '', asked: [], looks: []},
    results: () => dialect.results(model.asked.at(-1)?.body ?? {}),
    down: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    async up() {
      server = createServer(onRequest);
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      port = (server.address() as AddressInfo).port;
      model.url = `http://127.0.0.1:${port}`;
    },
  };
  async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/\?.*/, '');
    const text = await readBody(request);
    const body = (text === '' ? {} : JSON.parse(text)) as Body;
    const one = {path, key: dialect.keyIn(request.headers as Record<string, string>), body};
    const isLook = request.method === 'GET' || (Array.isArray(body.messages) && body.messages.length === 0);
    if (isLook) {
      model.looks.push(one);
      if (look === 'mute') return;
      return refuse(dialect, response, look.status, look.headers, look.message);
    }
    if (!dialect.path.test(path)) return refuse(dialect, response, 404, {}, `nothing is at ${path}`);
    model.asked.push(one);
    const act = acts[Math.min(model.asked.length, acts.length) - 1];
    if (act) await play(dialect, act, model.asked.length, response);
  }
  await model.up();
  onTestFinished(() => model.down());
  return model;
}

async function play(dialect: Dialect, act: Act, number: number, response: ServerResponse): Promise<void> {
  if (act === 'mute') return;
  if (act === 'break') return void response.destroy();
  if ('redirect' in act) return void response.writeHead(307, {location: act.redirect}).end();
  if ('raw' in act) return void response.writeHead(200, {'content-type': act.type}).end(act.raw);
  if ('status' in act) {
    if (act.body !== undefined) return void response.writeHead(act.status, {'content-type': 'text/html'}).end(act.body);
    return refuse(dialect, response, act.status, act.headers, act.message);
  }
  response.writeHead(200, {'content-type': 'text/event-stream; charset=utf-8'});
  const events = dialect.events(act.say, number);
  if (!('until' in act)) {
    for (const event of events)
      if (!response.write(event)) await new Promise((resolve) => response.once('drain', resolve));
    return void response.end();
  }
  for (const event of events.slice(0, act.until)) response.write(event);
  if (act.after === 'end') return void response.end();
  if (act.after === 'break') return void setTimeout(() => response.destroy(), 50);
  if (act.after === 'crumbs') {
    const timer = setInterval(() => response.write(dialect.crumb), 20);
    response.once('close', () => clearInterval(timer));
  }
}

function refuse(
  dialect: Dialect,
  response: ServerResponse,
  status: number,
  headers = {},
  message = `status ${status}`,
): void {
  const body = status < 400 ? {id: 'model-1', data: []} : dialect.error(status, message);
  response.writeHead(status, {'content-type': 'application/json', ...headers}).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
