import {randomInt} from 'node:crypto';
import {setTimeout as wait} from 'node:timers/promises';
import {OrkestraError} from '../../../state/errors.js';
import type {RestAddress} from './address.js';
import {type Ask, connect, type Reply} from './http.js';
import {V2} from './rest-list.js';
import {makeRetry, type Patience, type Tried, usualPatience} from './retry.js';
import {checkName, type FileKind} from './store.js';

/** Calls to one server; each is made again until it is answered for good. */
export interface ServerCalls {
  /** For people; never with a password in it. */
  readonly shown: string;
  ask(method: Ask['method'], path: string, rest?: Partial<Ask>): Promise<Tried>;
  close(): void;
}

const TIMEOUT_MS = 60_000;

export function callServer(
  {url, shown, authorization}: RestAddress,
  {timeoutMs = TIMEOUT_MS, patience = usualPatience}: {timeoutMs?: number; patience?: Patience},
): ServerCalls {
  const connection = connect(url.protocol === 'https:', timeoutMs);
  let isClosed = false;
  const random = (): number => randomInt(1000) / 1000;
  const retry = makeRetry({patience, random, wait: (ms) => wait(ms), isClosed: () => isClosed}, shown);
  const always = {accept: V2, ...(authorization === undefined ? {} : {authorization})};
  return {
    shown,
    ask: (method, path, rest = {}) =>
      retry(() => connection.ask({...rest, method, url: new URL(path, url), headers: {...always, ...rest.headers}})),
    close() {
      isClosed = true;
      connection.close();
    },
  };
}

/** Where a file lies below the address of its repository. */
export function pathOf(kind: FileKind, name: string): string {
  checkName(kind, name);
  return kind === 'config' ? 'config' : `${kind}/${name}`;
}

export function expectOk(reply: Reply, shown: string): void {
  if (reply.status < 200 || reply.status > 299) throw refusedBy(reply, shown);
}

export function refusedBy({status}: Reply, shown: string): OrkestraError {
  if (status === 401)
    return new OrkestraError('refused', `The backup server ${shown} wants another name or password.`, {
      hint: 'Put them into the address, or into RESTIC_REST_USERNAME and RESTIC_REST_PASSWORD.',
    });
  if (status === 403) return new OrkestraError('refused', `The backup server ${shown} does not permit this.`);
  if (status === 413 || status === 507)
    return new OrkestraError('unavailable', `The backup server ${shown} has no room left.`);
  return new OrkestraError('unavailable', `The backup server ${shown} answers with status ${status}.`, {
    hint: 'Check the address: is it a restic REST server, and is the path right?',
  });
}
