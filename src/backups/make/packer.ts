import {createHash} from 'node:crypto';
import {closeSync, openSync, rmSync, writeSync} from 'node:fs';
import {type Crypt, SEAL_BYTES} from '../crypt.js';
import {makePackHeader, type PackedBlob} from '../format/pack-header.js';
import type {BlobType} from '../repository/blob-table.js';
import {scratchName} from '../store/scratch.js';
import type {MadePack} from './jobs.js';

/** Puts sealed blobs one behind the other into files, and tells of each file that is full. */
export interface Packer {
  add(blob: NewBlob, stored: Uint8Array): void;
  /** What is sealed already, in another pack, is put in as it is. */
  addSealed(blob: NewBlob, sealed: Uint8Array): void;
  /** The last file, however small. */
  finish(): void;
  /** Lets go of a file that will not be finished. */
  drop(): void;
}

export interface NewBlob {
  id: Buffer;
  type: BlobType;
  plainLength: number;
}

export interface PackerOptions {
  crypt: Crypt;
  /** Where sealed blobs wait until they are written; the largest blob has to fit into it beside `WRITE_BYTES`. */
  staging: Buffer;
  /** What the names of unfinished files begin with: see store/scratch. */
  prefix: string;
  /** A file that has reached this size is full. */
  packBytes: number;
  onPack(pack: MadePack): void;
}

/** So much is gathered before it is written. */
const WRITE_BYTES = 1024 * 1024;
/** Room for one more than the largest chunk, with what compressing may add. */
export const STAGING_BYTES = WRITE_BYTES + 8 * 1024 * 1024 + 256 * 1024;

interface OpenPack {
  file: string;
  descriptor: number;
  hash: ReturnType<typeof createHash>;
  blobs: PackedBlob[];
  /** Those in the staging memory are counted. */
  bytes: number;
}

export function makePacker({crypt, staging, prefix, packBytes, onPack}: PackerOptions): Packer {
  let pack: OpenPack | undefined;
  let staged = 0;

  const open = (): OpenPack => {
    const file = scratchName(prefix);
    return {file, descriptor: openSync(file, 'wx', 0o600), hash: createHash('sha256'), blobs: [], bytes: 0};
  };
  const write = ({descriptor, hash}: OpenPack, bytes: Uint8Array): void => {
    hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
  };
  const flush = (into: OpenPack): void => {
    if (staged > 0) write(into, staging.subarray(0, staged));
    staged = 0;
  };
  /** Sealed where it waits, if it fits there: that saves a copy. */
  const seal = (into: OpenPack, stored: Uint8Array): number => {
    const length = stored.length + SEAL_BYTES;
    if (staged + length > staging.length) flush(into);
    if (length > staging.length) write(into, crypt.seal(stored));
    else staged += crypt.sealInto(staging.subarray(staged), stored);
    if (staged >= WRITE_BYTES) flush(into);
    return length;
  };
  const copy = (into: OpenPack, sealed: Uint8Array): void => {
    if (staged + sealed.length > staging.length) flush(into);
    if (sealed.length > staging.length) return write(into, sealed);
    staging.set(sealed, staged);
    staged += sealed.length;
    if (staged >= WRITE_BYTES) flush(into);
  };
  const note = (into: OpenPack, {id, type, plainLength}: NewBlob, length: number): void => {
    into.blobs.push({id: id.toString('hex'), type, offset: into.bytes, length, plainLength});
    into.bytes += length;
    if (into.bytes >= packBytes) close(into);
  };
  const close = (full: OpenPack): void => {
    const header = makePackHeader(full.blobs);
    const sealed = crypt.seal(header);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(sealed.length);
    flush(full);
    write(full, Buffer.concat([sealed, length]));
    closeSync(full.descriptor);
    pack = undefined;
    const bytes = full.bytes + sealed.length + length.length;
    onPack({file: full.file, name: full.hash.digest('hex'), bytes, header});
  };

  return {
    add(blob, stored) {
      pack ??= open();
      note(pack, blob, seal(pack, stored));
    },
    addSealed(blob, sealed) {
      pack ??= open();
      copy(pack, sealed);
      note(pack, blob, sealed.length);
    },
    finish() {
      if (pack) close(pack);
    },
    drop() {
      if (!pack) return;
      closeSync(pack.descriptor);
      rmSync(pack.file, {force: true});
      pack = undefined;
      staged = 0;
    },
  };
}
