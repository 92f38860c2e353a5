import {randomInt} from 'node:crypto';
import {rm, stat} from 'node:fs/promises';
import {setTimeout as wait} from 'node:timers/promises';
import {OrkestraError} from '../../../state/errors.js';
import {translateFileError} from '../../file-errors.js';
import type {RestAddress} from './address.js';
import {type Ask, connect, type Reply} from './http.js';
import {isListV2, namesIn, V2} from './rest-list.js';
import {makeRetry, type Patience, usualPatience} from './retry.js';
import {prepareScratch, type ScratchFacts} from './scratch.js';
import {
  checkName,
  checkSize,
  cutShort,
  type FileKind,
  fileText,
  missing,
  mostBytes,
  type Range,
  type Store,
  type StoredFile,
} from './store.js';

export interface RestOptions extends ScratchFacts {
  /** A folder of this machine for packs in the making. */
  scratch: string;
  timeoutMs?: number;
  patience?: Patience;
}

const TIMEOUT_MS = 60_000;
const MOST_LIST_BYTES = 256 * 1024 * 1024;
/** An older server tells sizes only one by one. */
const SIZES_AT_ONCE = 5;

/** A repository on a server that speaks restic's REST protocol. */
export function openRest({url, shown, authorization}: RestAddress, options: RestOptions): Store {
  const connection = connect(url.protocol === 'https:', options.timeoutMs ?? TIMEOUT_MS);
  let isClosed = false;
  let prepared: Promise<void> | undefined;
  const retry = makeRetry(
    {
      patience: options.patience ?? usualPatience,
      random: () => randomInt(1000) / 1000,
      wait: (ms) => wait(ms),
      isClosed: () => isClosed,
    },
    shown,
  );
  const headers = {accept: V2, ...(authorization === undefined ? {} : {authorization})};
  const ask = (method: Ask['method'], path: string, rest: Partial<Ask> = {}) =>
    retry(() =>
      connection.ask({...rest, method, url: new URL(path, url), headers: {...headers, ...(rest.headers ?? {})}}),
    );
  const sizeOf = async (kind: FileKind, name: string): Promise<number | undefined> => {
    const {reply} = await ask('HEAD', pathOf(kind, name));
    if (reply.status === 404) return undefined;
    expectOk(reply, shown);
    return reply.bytes ?? 0;
  };
  const post = async (kind: FileKind, name: string, body: NonNullable<Ask['body']>, bytes: number): Promise<void> => {
    const type = 'application/octet-stream';
    const {reply, before} = await ask('POST', pathOf(kind, name), {body, headers: {'content-type': type}});
    if (reply.status === 200 || reply.status === 201) return;
    // Servers refuse a file they have. An earlier try of ours may have put it there, its answer lost on the way.
    const isThere = reply.status === 403 && (await sizeOf(kind, name)) === bytes;
    if (isThere && kind !== 'config') return;
    if (isThere && before > 0 && body instanceof Uint8Array && (await read(kind, name)).equals(body)) return;
    if (kind === 'config' && reply.status === 403)
      throw new OrkestraError('conflict', `There is a repository in ${shown} already.`);
    throw refusedBy(reply, shown);
  };
  const read = async (kind: FileKind, name: string, range?: Range): Promise<Buffer> => {
    const path = pathOf(kind, name);
    if (range) checkSize(kind, name, range.length);
    if (range?.length === 0) return Buffer.alloc(0);
    const last = range && range.offset + range.length - 1;
    const wanted: Record<string, string> = range ? {range: `bytes=${range.offset}-${last}`} : {};
    const {reply} = await ask('GET', path, {headers: wanted, mostBytes: mostBytes[kind]});
    if (reply.status === 404) throw missing(kind, name, shown);
    if (reply.status === 416) throw cutShort(kind, name, shown);
    if (reply.status !== 206) expectOk(reply, shown);
    return range ? partOf(reply, range, () => cutShort(kind, name, shown)) : reply.body;
  };
  const list = async (kind: FileKind): Promise<StoredFile[]> => {
    const {reply} = await ask('GET', `${kind}/`, {mostBytes: MOST_LIST_BYTES});
    // A server has no folder for what it never had.
    if (reply.status === 404) return [];
    expectOk(reply, shown);
    const files = namesIn(reply, shown);
    return isListV2(reply) ? files : withSizes(files, (name) => sizeOf(kind, name));
  };
  return {
    where: shown,
    scratch: options.scratch,
    prepare() {
      prepared ??= prepareScratch(options.scratch, options).catch((error) => {
        prepared = undefined;
        throw translateFileError(error, options.scratch);
      });
      return prepared;
    },
    async create() {
      const {reply} = await ask('POST', '?create=true');
      expectOk(reply, shown);
    },
    exists: async (kind, name) => (await sizeOf(kind, name)) !== undefined,
    list,
    read,
    save: async (kind, name, bytes) => post(kind, name, bytes, bytes.byteLength),
    async adopt(kind, name, file) {
      try {
        const {size} = await stat(file);
        await post(kind, name, {file, bytes: size}, size);
      } catch (error) {
        throw translateFileError(error, file);
      }
      await rm(file, {force: true});
    },
    async remove(kind, name) {
      const {reply} = await ask('DELETE', pathOf(kind, name));
      if (reply.status === 404) return;
      if (reply.status === 403)
        throw new OrkestraError('refused', `The backup server ${shown} does not let anybody remove files.`, {
          hint: `${fileText(kind, name)} stays; an append-only server has to be tidied up where it runs.`,
        });
      expectOk(reply, shown);
    },
    interrupt() {
      isClosed = true;
      connection.close();
    },
    async close() {
      isClosed = true;
      connection.close();
    },
  };
}

function pathOf(kind: FileKind, name: string): string {
  checkName(kind, name);
  return kind === 'config' ? 'config' : `${kind}/${name}`;
}

/** Some servers know no ranges and send the whole file. */
function partOf({status, body}: Reply, {offset, length}: Range, tooShort: () => OrkestraError): Buffer {
  const part = status === 206 ? body : body.subarray(offset, offset + length);
  if (part.length !== length) throw tooShort();
  return part;
}

async function withSizes(
  files: readonly StoredFile[],
  sizeOf: (name: string) => Promise<number | undefined>,
): Promise<StoredFile[]> {
  const sized: StoredFile[] = [];
  const left = files.map(({name}) => name);
  const work = async (): Promise<void> => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      const bytes = await sizeOf(name);
      if (bytes !== undefined) sized.push({name, bytes});
    }
  };
  await Promise.all(Array.from({length: SIZES_AT_ONCE}, work));
  return sized;
}

function expectOk(reply: Reply, shown: string): void {
  if (reply.status < 200 || reply.status > 299) throw refusedBy(reply, shown);
}

function refusedBy({status}: Reply, shown: string): OrkestraError {
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
