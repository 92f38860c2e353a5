import type {BlobType} from '../repository/blob-table.js';
import {notUsable} from './not-usable.js';

/** A blob as the header of its pack, or an index, names it. */
export interface PackedBlob {
  id: string;
  type: BlobType;
  offset: number;
  /** As stored, sealed. */
  length: number;
  /** Before compression; 0 is a blob that is stored as it is. */
  plainLength: number;
}

/** The last bytes of a pack say how long the sealed header before them is. */
export const LENGTH_BYTES = 4;
/** What sealing adds to a header as to any blob: IV and MAC. */
const SEAL_BYTES = 32;
const PLAIN_ENTRY = 37;
const COMPRESSED_ENTRY = 41;
/** Larger headers are not written by anybody, and refused by restic. */
const MOST_HEADER_BYTES = 16 * 1024 * 1024;

/** The bytes of the sealed header, from the last four of a pack that is `packBytes` long. */
export function headerBytes(lengthField: Uint8Array, packBytes: number, pack: string): number {
  const bytes = Buffer.from(lengthField.buffer, lengthField.byteOffset, LENGTH_BYTES).readUInt32LE();
  if (bytes <= SEAL_BYTES || bytes > MOST_HEADER_BYTES || bytes > packBytes - LENGTH_BYTES)
    throw notUsable(packText(pack), `its header cannot be ${bytes} bytes`);
  return bytes;
}

/** The blobs lie one behind the other from the start of the pack, in the order of its header. */
export function readPackHeader(plain: Uint8Array, pack: string): PackedBlob[] {
  const header = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
  const blobs: PackedBlob[] = [];
  for (let at = 0, offset = 0; at < header.length; ) {
    const {blob, entryBytes} = readEntry(header, at, offset, pack);
    blobs.push(blob);
    at += entryBytes;
    offset += blob.length;
  }
  return blobs;
}

function readEntry(header: Buffer, at: number, offset: number, pack: string) {
  const kind = header[at] ?? 0;
  const isCompressed = kind === 2 || kind === 3;
  const entryBytes = isCompressed ? COMPRESSED_ENTRY : PLAIN_ENTRY;
  if (kind > 3) throw notUsable(packText(pack), `it holds a blob of an unknown kind (${kind})`);
  if (at + entryBytes > header.length) throw notUsable(packText(pack), 'its header ends in the middle of an entry');
  const blob: PackedBlob = {
    id: header.toString('hex', at + entryBytes - 32, at + entryBytes),
    type: kind % 2 === 0 ? 'data' : 'tree',
    offset,
    length: header.readUInt32LE(at + 1),
    plainLength: isCompressed ? header.readUInt32LE(at + 5) : 0,
  };
  return {blob, entryBytes};
}

export function makePackHeader(blobs: readonly PackedBlob[]): Buffer {
  const header = Buffer.allocUnsafe(blobs.reduce((sum, {plainLength}) => sum + bytesOfEntry(plainLength), 0));
  let at = 0;
  for (const {id, type, length, plainLength} of blobs) {
    at = header.writeUInt8((type === 'tree' ? 1 : 0) + (plainLength > 0 ? 2 : 0), at);
    at = header.writeUInt32LE(length, at);
    if (plainLength > 0) at = header.writeUInt32LE(plainLength, at);
    at += header.write(id, at, 'hex');
  }
  return header;
}

const bytesOfEntry = (plainLength: number): number => (plainLength > 0 ? COMPRESSED_ENTRY : PLAIN_ENTRY);

const packText = (pack: string): string => `The pack ${pack.slice(0, 8)}`;
