import {createReadStream} from 'node:fs';
import {Agent, type ClientRequest, type IncomingMessage, request} from 'node:http';
import {Agent as SecureAgent, request as secureRequest} from 'node:https';
import {pipeline} from 'node:stream';
import {OrkestraError} from '../../../state/errors.js';
import {translateFileError} from '../../file-errors.js';

export interface Ask {
  method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  url: URL;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array | {file: string; bytes: number};
  /** More than this is not read. */
  mostBytes?: number;
}

export interface Reply {
  status: number;
  type: string;
  /** As the header says it, which for HEAD is all there is. */
  bytes: number | undefined;
  body: Buffer;
}

export interface Connection {
  /** One try. Rejects when there was no whole answer. */
  ask(ask: Ask): Promise<Reply>;
  close(): void;
}

const MOST_CONNECTIONS = 5;
const SMALL = 64 * 1024;

/** Connections that are used again, to one server. A server that says nothing for `timeoutMs` is given up. */
export function connect(isSecure: boolean, timeoutMs: number): Connection {
  const options = {keepAlive: true, maxSockets: MOST_CONNECTIONS, scheduling: 'lifo'} as const;
  const agent = isSecure ? new SecureAgent(options) : new Agent(options);
  const start = isSecure ? secureRequest : request;
  return {
    close: () => agent.destroy(),
    ask: (ask) =>
      new Promise((resolve, reject) => {
        const {method, url, headers = {}, body} = ask;
        const lengths: Record<string, string> = method === 'POST' ? {'content-length': String(lengthOf(body))} : {};
        const sent = start(url, {agent, method, headers: {...headers, ...lengths}, timeout: timeoutMs});
        sent.on('timeout', () => sent.destroy(new Error(`no answer for ${timeoutMs / 1000} s`)));
        sent.on('error', reject);
        sent.on('response', (response) => readReply(response, ask.mostBytes ?? SMALL).then(resolve, reject));
        send(sent, body, reject);
      }),
  };
}

const lengthOf = (body: Ask['body']): number =>
  body === undefined ? 0 : body instanceof Uint8Array ? body.byteLength : body.bytes;

function send(to: ClientRequest, body: Ask['body'], reject: (error: unknown) => void): void {
  if (body === undefined || body instanceof Uint8Array) {
    to.end(body);
    return;
  }
  // A file that cannot be read is no fault of the server, and trying again would not help.
  const source = createReadStream(body.file).on('error', (error) => reject(translateFileError(error, body.file)));
  pipeline(source, to, (error) => {
    if (error) reject(error);
  });
}

/** Rejects when the connection ends before the answer does, as Node tells it. */
async function readReply(response: IncomingMessage, mostBytes: number): Promise<Reply> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) {
      response.destroy();
      throw new OrkestraError('corrupt', `The backup server answers with more than ${mostBytes} bytes.`);
    }
    parts.push(part);
  }
  const length = Number(response.headers['content-length'] ?? Number.NaN);
  return {
    status: response.statusCode ?? 0,
    type: (response.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '',
    bytes: Number.isSafeInteger(length) ? length : undefined,
    body: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts),
  };
}
