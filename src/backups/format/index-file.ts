import {z} from 'zod';
import {isHexId} from './hex-id.js';
import {scanObject} from './json-scan.js';
import {notUsable} from './not-usable.js';
import type {PackedBlob} from './pack-header.js';
import {hexId, readJson} from './read-json.js';

/** A pack with all its blobs, as an index lists it. */
export interface IndexedPack {
  id: string;
  blobs: PackedBlob[];
}

const LARGEST_PACK_TEXT = 32 * 1024 * 1024;
/** Offsets and lengths of blobs have four bytes. */
const MOST = 2 ** 32 - 1;

const names = z.array(hexId).nullable();
const pack = z.object({id: hexId, blobs: z.array(z.unknown())});

interface BlobJson {
  id: string;
  type: 'data' | 'tree';
  offset: number;
  length: number;
  uncompressed_length?: number;
}

const isSize = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST;

/** Looked at by hand: there are tens of thousands in a file, and a schema takes longer than reading them. */
function isBlob(value: unknown): value is BlobJson {
  if (typeof value !== 'object' || value === null) return false;
  const {id, type, offset, length, uncompressed_length: plain} = value as Record<string, unknown>;
  const isKnown = type === 'data' || type === 'tree';
  return isHexId(id) && isKnown && isSize(offset) && isSize(length) && isSize(plain ?? 0);
}

/**
 * Hands on every pack of an index, one after the other, so that one of many megabytes is never in memory as a whole.
 * Returns the names of the indexes that this one replaces.
 */
export function readIndexFile(json: Buffer, name: string, visit: (pack: IndexedPack) => void): string[] {
  const what = `The index ${name.slice(0, 8)}`;
  let supersedes: string[] = [];
  const refuse = (why: string): never => {
    throw notUsable(what, why);
  };
  scanObject(json, 'packs', refuse, {
    member(text) {
      if (text.length > LARGEST_PACK_TEXT) refuse('one pack in it is larger than any pack may be');
      visit(readPack(text, what));
    },
    other(key, text) {
      const value = key === 'supersedes' ? (readJson(names, text, what) ?? []) : readJson(z.unknown(), text, what);
      if (key === 'supersedes') supersedes = value as string[];
      if (key === 'packs' && value !== null) refuse('its packs are no list');
    },
  });
  return supersedes;
}

function readPack(text: Buffer, what: string): IndexedPack {
  const {id, blobs} = readJson(pack, text, what);
  return {id, blobs: blobs.map((blob) => readBlob(blob, id, what))};
}

function readBlob(blob: unknown, inPack: string, what: string): PackedBlob {
  if (!isBlob(blob)) throw notUsable(what, `a blob of the pack ${inPack.slice(0, 8)} is not what it should be`);
  const {id, type, offset, length, uncompressed_length: plainLength = 0} = blob;
  return {id, type, offset, length, plainLength};
}

/** In the shape restic writes, without spaces. */
export function makeIndexFile(packs: Iterable<IndexedPack>, supersedes: readonly string[] = []): Buffer {
  const texts: string[] = [];
  for (const {id, blobs} of packs) texts.push(`{"id":"${id}","blobs":[${blobs.map(blobText).join(',')}]}`);
  const head = supersedes.length > 0 ? `"supersedes":${JSON.stringify(supersedes)},` : '';
  return Buffer.from(`{${head}"packs":[${texts.join(',')}]}`, 'latin1');
}

function blobText({id, type, offset, length, plainLength}: PackedBlob): string {
  const plain = plainLength > 0 ? `,"uncompressed_length":${plainLength}` : '';
  return `{"id":"${id}","type":"${type}","offset":${offset},"length":${length}${plain}}`;
}
