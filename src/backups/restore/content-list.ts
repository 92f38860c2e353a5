import {SEAL_BYTES} from '../crypt.js';
import type {Entry} from '../format/tree.js';
import type {BlobPlace} from '../repository/blob-table.js';
import type {Repository} from '../repository/repository.js';
import {type BlobList, ID_BYTES, PLACE_NUMBERS} from './jobs.js';

/** The blobs of all files that are planned, one behind the other. */
export interface ContentList {
  readonly count: number;
  /** Why the file cannot be made of its blobs, or nothing; then they are in the list. */
  add(entry: Pick<Entry, 'content' | 'bytes'>): string | undefined;
  /** Takes the last ones out again. */
  drop(blobs: number): void;
  isSame(one: Span, other: Span): boolean;
  placeOf(blob: number): BlobPlace | undefined;
  idOf(blob: number): string;
  /** For a thread: spans of blobs, with the packs they lie in by name. */
  list(spans: readonly Span[]): BlobList;
}

export interface Span {
  first: number;
  blobs: number;
}

export function makeContentList({blobs: table}: Pick<Repository, 'blobs'>): ContentList {
  let ids = Buffer.allocUnsafeSlow(1024 * ID_BYTES);
  let count = 0;
  const idAt = (blob: number): Buffer => ids.subarray(blob * ID_BYTES, (blob + 1) * ID_BYTES);
  const spanOf = ({first, blobs}: Span): Buffer => ids.subarray(first * ID_BYTES, (first + blobs) * ID_BYTES);
  const push = (id: string): BlobPlace | undefined => {
    if ((count + 1) * ID_BYTES > ids.length) ids = Buffer.concat([ids, Buffer.allocUnsafeSlow(ids.length)]);
    ids.write(id, count * ID_BYTES, 'hex');
    return table.find(idAt(count++));
  };
  return {
    get count() {
      return count;
    },
    add({content, bytes}) {
      const before = count;
      const why = checkContent(content, bytes, push);
      if (why !== undefined) count = before;
      return why;
    },
    drop(blobs) {
      count -= blobs;
    },
    isSame: (one, other) => spanOf(one).equals(spanOf(other)),
    placeOf: (blob) => table.find(idAt(blob)),
    idOf: (blob) => idAt(blob).toString('hex'),
    list(spans) {
      const numbers = new Map<number, number>();
      const places = new Uint32Array(spans.reduce((sum, {blobs}) => sum + blobs, 0) * PLACE_NUMBERS);
      let at = 0;
      for (const {first, blobs} of spans) {
        for (let blob = first; blob < first + blobs; blob++, at += PLACE_NUMBERS) {
          const place = table.find(idAt(blob));
          if (!place) continue;
          const number = numbers.get(place.pack) ?? numbers.size;
          numbers.set(place.pack, number);
          places.set([number, place.offset, place.length, place.plainLength], at);
        }
      }
      return {
        ids: Buffer.concat(spans.map(spanOf)),
        places,
        packs: [...numbers.keys()].map((number) => table.packs[number] ?? ''),
      };
    },
  };
}

/** The sizes say how long a file will be before a byte of it is read: one that claims another length is refused. */
function checkContent(
  content: readonly string[],
  bytes: number,
  push: (id: string) => BlobPlace | undefined,
): string | undefined {
  let sum = 0;
  for (const id of content) {
    const place = push(id);
    if (!place) return `a part of it (${id.slice(0, 8)}) is missing from the repository`;
    if (place.type !== 'data') return `a part of it (${id.slice(0, 8)}) is no content of a file`;
    sum += place.plainLength || place.length - SEAL_BYTES;
  }
  return sum === bytes ? undefined : `its parts have ${sum} bytes, but it should have ${bytes}`;
}
