import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Step} from './tools.js';
import {answerAnthropic} from './wire-anthropic.js';
import {answerGemini} from './wire-gemini.js';
import {answerChat, answerResponses} from './wire-openai.js';

/** What the model of the local vendor does: one step after another, each with a tool, and then it says that it is done. */
export interface Script {
  steps: readonly Step[];
  answer: string;
  /** Every request is refused: too many, with this many seconds to wait, or with a wrong key. */
  refuses?: {limitedForS: number} | 'key';
  /** It takes requests and never answers. */
  isMute?: boolean;
}

export interface Vendor {
  url: string;
  script: Script;
  /** What was asked, as it came. */
  bodies: string[];
  close(): Promise<void>;
}

/** Sends one server-sent event after another; `name` is written where the vendor writes one. */
export type Send = (data: unknown, name?: string) => void;

export type Answer = (body: Record<string, unknown>, script: Script, send: Send) => void;

const routes: readonly [RegExp, Answer][] = [
  [/\/chat\/completions$/, answerChat],
  [/\/responses$/, answerResponses],
  [/\/messages$/, answerAnthropic],
  [/:streamGenerateContent$/, answerGemini],
];

/** A server on this machine that speaks the wire formats of four vendors, so that their own programs can be run. */
export async function startVendor(script: Script): Promise<Vendor> {
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      vendor.bodies.push(body);
      reply(request, response, body, vendor.script);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  const vendor: Vendor = {
    url: `http://127.0.0.1:${port}`,
    script,
    bodies: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return vendor;
}

function reply(request: IncomingMessage, response: ServerResponse, text: string, script: Script): void {
  const path = (request.url ?? '').replace(/\?.*/, '');
  const answer = routes.find(([pattern]) => pattern.test(path))?.[1];
  if (!answer) return json(response, 404, {error: {message: `nothing is at ${path}`}});
  if (script.isMute) return;
  if (script.refuses === 'key') return json(response, 401, WRONG_KEY);
  if (script.refuses) {
    response.setHeader('retry-after', String(script.refuses.limitedForS));
    return json(response, 429, limited(script.refuses.limitedForS));
  }
  response.writeHead(200, {'content-type': 'text/event-stream', 'cache-control': 'no-cache'});
  answer(JSON.parse(text) as Record<string, unknown>, script, (data, name) => {
    if (name !== undefined) response.write(`event: ${name}\n`);
    response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  });
  response.end();
}

const WRONG_KEY = {
  error: {code: 401, type: 'authentication_error', status: 'UNAUTHENTICATED', message: 'Incorrect API key provided'},
};

const limited = (seconds: number) => ({
  type: 'error',
  error: {
    ...{code: 429, type: 'rate_limit_error', status: 'RESOURCE_EXHAUSTED'},
    message: `Rate limit reached. Please try again in ${seconds}s.`,
  },
});

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
