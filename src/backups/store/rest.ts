import {rm, stat} from 'node:fs/promises';
import {OrkestraError} from '../../../state/errors.js';
import {translateFileError} from '../../file-errors.js';
import type {RestAddress} from './address.js';
import type {Ask, Reply} from './http.js';
import {callServer, expectOk, pathOf, refusedBy, type ServerCalls} from './rest-calls.js';
import {isListV2, namesIn} from './rest-list.js';
import type {Patience} from './retry.js';
import {prepareScratch, type ScratchFacts} from './scratch.js';
import {
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

const MOST_LIST_BYTES = 256 * 1024 * 1024;
/** An older server tells sizes only one by one. */
const SIZES_AT_ONCE = 5;

/** A repository on a server that speaks restic's REST protocol. */
export function openRest(address: RestAddress, options: RestOptions): Store {
  const calls = callServer(address, options);
  const {scratch} = options;
  let prepared: Promise<void> | undefined;
  return {
    where: calls.shown,
    scratch,
    prepare() {
      prepared ??= prepareScratch(scratch, options).catch((error) => {
        prepared = undefined;
        throw translateFileError(error, scratch);
      });
      return prepared;
    },
    async create() {
      const {reply} = await calls.ask('POST', '?create=true');
      expectOk(reply, calls.shown);
    },
    exists: async (kind, name) => (await sizeOf(calls, kind, name)) !== undefined,
    list: (kind) => listFiles(calls, kind),
    read: (kind, name, range) => readFile(calls, kind, name, range),
    save: (kind, name, bytes) => sendFile(calls, kind, name, bytes),
    adopt: (kind, name, file) => handOver(calls, kind, name, file),
    remove: (kind, name) => removeFile(calls, kind, name),
    close: async () => calls.close(),
  };
}

async function sizeOf({ask, shown}: ServerCalls, kind: FileKind, name: string): Promise<number | undefined> {
  const {reply} = await ask('HEAD', pathOf(kind, name));
  if (reply.status === 404) return undefined;
  expectOk(reply, shown);
  return reply.bytes ?? 0;
}

async function listFiles(calls: ServerCalls, kind: FileKind): Promise<StoredFile[]> {
  const {reply} = await calls.ask('GET', `${kind}/`, {mostBytes: MOST_LIST_BYTES});
  // A server has no folder for what it never had.
  if (reply.status === 404) return [];
  expectOk(reply, calls.shown);
  const files = namesIn(reply, calls.shown);
  return isListV2(reply) ? files : withSizes(files, (name) => sizeOf(calls, kind, name));
}

async function withSizes(
  files: readonly StoredFile[],
  askSize: (name: string) => Promise<number | undefined>,
): Promise<StoredFile[]> {
  const sized: StoredFile[] = [];
  const left = files.map(({name}) => name);
  const work = async (): Promise<void> => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      const bytes = await askSize(name);
      if (bytes !== undefined) sized.push({name, bytes});
    }
  };
  await Promise.all(Array.from({length: SIZES_AT_ONCE}, work));
  return sized;
}

async function readFile({ask, shown}: ServerCalls, kind: FileKind, name: string, range?: Range): Promise<Buffer> {
  const path = pathOf(kind, name);
  if (range) checkSize(kind, name, range.length);
  if (range?.length === 0) return Buffer.alloc(0);
  const headers: Record<string, string> = range ? {range: rangeText(range)} : {};
  const {reply} = await ask('GET', path, {headers, mostBytes: mostBytes[kind]});
  if (reply.status === 404) throw missing(kind, name, shown);
  if (reply.status === 416) throw cutShort(kind, name, shown);
  expectOk(reply, shown);
  return range ? partOf(reply, range, () => cutShort(kind, name, shown)) : reply.body;
}

const rangeText = ({offset, length}: Range): string => `bytes=${offset}-${offset + length - 1}`;

/** Some servers know no ranges and send the whole file. */
function partOf({status, body}: Reply, {offset, length}: Range, tooShort: () => OrkestraError): Buffer {
  const part = status === 206 ? body : body.subarray(offset, offset + length);
  if (part.length !== length) throw tooShort();
  return part;
}

async function sendFile(
  calls: ServerCalls,
  kind: FileKind,
  name: string,
  body: NonNullable<Ask['body']>,
): Promise<void> {
  const headers = {'content-type': 'application/octet-stream'};
  const {reply, before} = await calls.ask('POST', pathOf(kind, name), {body, headers});
  if (reply.status === 200 || reply.status === 201) return;
  // Servers refuse a file they have. An earlier try of ours may have put it there, its answer lost on the way.
  if (reply.status !== 403) throw refusedBy(reply, calls.shown);
  if (kind === 'config') return checkOurConfig(calls, name, body, before > 0);
  const bytes = body instanceof Uint8Array ? body.byteLength : body.bytes;
  if ((await sizeOf(calls, kind, name)) !== bytes) throw refusedBy(reply, calls.shown);
}

/** The name of a config file does not say what is in it, so it is looked at. */
async function checkOurConfig(
  calls: ServerCalls,
  name: string,
  body: Ask['body'],
  isMaybeOurs: boolean,
): Promise<void> {
  if (isMaybeOurs && body instanceof Uint8Array && (await readFile(calls, 'config', name)).equals(body)) return;
  throw new OrkestraError('conflict', `There is a repository in ${calls.shown} already.`);
}

async function handOver(calls: ServerCalls, kind: FileKind, name: string, file: string): Promise<void> {
  try {
    const {size} = await stat(file);
    await sendFile(calls, kind, name, {file, bytes: size});
  } catch (error) {
    throw translateFileError(error, file);
  } finally {
    await rm(file, {force: true});
  }
}

async function removeFile({ask, shown}: ServerCalls, kind: FileKind, name: string): Promise<void> {
  const {reply} = await ask('DELETE', pathOf(kind, name));
  if (reply.status === 404) return;
  if (reply.status === 403)
    throw new OrkestraError('refused', `The backup server ${shown} does not let anybody remove files.`, {
      hint: `${fileText(kind, name)} stays; an append-only server has to be tidied up where it runs.`,
    });
  expectOk(reply, shown);
}
