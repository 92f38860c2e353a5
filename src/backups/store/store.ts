import {OrkestraError} from '../../../state/errors.js';

export type FileKind = 'config' | 'keys' | 'index' | 'snapshots' | 'locks' | 'data';

/** Every kind but `config`, of which there is one file without a name of its own. */
export const namedKinds = ['keys', 'index', 'snapshots', 'locks', 'data'] as const satisfies readonly FileKind[];

/** What `config` is called where a name is asked for. */
export const CONFIG_NAME = 'config';

export interface StoredFile {
  name: string;
  bytes: number;
}

export interface Range {
  offset: number;
  length: number;
}

/**
 * Where the files of a repository lie. Each is written once and never changed; but for `config` its name is the SHA-256
 * of its bytes in hex. A store knows nothing of what is in them.
 */
export interface Store {
  /** For people; never with a password in it. */
  readonly where: string;
  /** A folder on this machine for files in the making, on the file system of the repository where that is local. */
  readonly scratch: string;
  /** Makes `scratch` ready and removes what writers that died have left in it. Before the first file is made there. */
  prepare(): Promise<void>;
  /** The folders of an empty repository. What is there already stays. */
  create(): Promise<void>;
  exists(kind: FileKind, name: string): Promise<boolean>;
  /** In no order. What does not look like a file of a repository is passed over. */
  list(kind: FileKind): Promise<StoredFile[]>;
  /** not-found where there is none, corrupt where it ends before the range does or is larger than any such file may be. */
  read(kind: FileKind, name: string, range?: Range): Promise<Buffer>;
  /**
   * Durable once resolved. A file of that name that is there already is left, since the name says what is in it; a
   * second `config` is a conflict.
   */
  save(kind: FileKind, name: string, bytes: Uint8Array): Promise<void>;
  /** Takes over a finished file from `scratch`: it is gone from there afterwards. Durable once resolved. */
  adopt(kind: FileKind, name: string, file: string): Promise<void>;
  /** Gone already is fine. Durable once resolved for indexes and backups: what they name may be removed next. */
  remove(kind: FileKind, name: string): Promise<void>;
  /** Where the file lies on this machine, so that a thread may read it itself; not there for a store elsewhere. */
  pathOf?(kind: FileKind, name: string): string;
  /** Ends what is under way at once. What is asked for afterwards is tried once. */
  interrupt?(): void;
  /** Lets go of connections. The store is not used afterwards. */
  close(): Promise<void>;
}

export const isFileName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

/** Names come from indexes and listings, so from others: one that is no hash never becomes part of a path. */
export function checkName(kind: FileKind, name: string): void {
  if (kind === 'config' ? name === CONFIG_NAME : isFileName(name)) return;
  throw new OrkestraError('corrupt', `The repository names a file of ${kind} that cannot be one: ${show(name)}.`);
}

const show = (name: string): string => JSON.stringify(name.slice(0, 70));

const KiB = 1024;
const MiB = 1024 * KiB;

/** Beyond these a file is no work of ours or restic's, and is refused before memory is taken for it. */
export const mostBytes: Readonly<Record<FileKind, number>> = {
  config: 64 * KiB,
  keys: 64 * KiB,
  locks: 64 * KiB,
  snapshots: 64 * MiB,
  index: 256 * MiB,
  data: 512 * MiB,
};

export function checkSize(kind: FileKind, name: string, bytes: number): void {
  if (bytes <= mostBytes[kind]) return;
  throw new OrkestraError('corrupt', `${fileText(kind, name)} is ${bytes} bytes, more than any such file may have.`);
}

const words: Readonly<Record<FileKind, string>> = {
  config: 'config file',
  keys: 'key',
  index: 'index',
  snapshots: 'backup',
  locks: 'repository lock',
  data: 'pack',
};

/** How a file of a repository is called in a sentence: `The pack 8e6f57e0`. */
export const fileText = (kind: FileKind, name: string): string =>
  kind === 'config' ? 'The config file' : `The ${words[kind]} ${name.slice(0, 8)}`;

export const missing = (kind: FileKind, name: string, where: string): OrkestraError =>
  new OrkestraError('not-found', `${fileText(kind, name)} is not in ${where}.`);

export const cutShort = (kind: FileKind, name: string, where: string): OrkestraError =>
  new OrkestraError('corrupt', `${fileText(kind, name)} in ${where} is shorter than it should be.`);
