import {randomBytes} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {frameBytes} from '../../../src/backups/format/frame.js';
import {type IndexedPack, makeIndexFile, readIndexFile} from '../../../src/backups/format/index-file.js';
import {scanIndexFile} from '../../../src/backups/format/index-scan.js';
import {headerBytes, makePackHeader, type PackedBlob, readPackHeader} from '../../../src/backups/format/pack-header.js';
import {thrownBy} from '../../support/thrown.js';

const newId = (): string => randomBytes(32).toString('hex');
const pack = newId();

function someBlobs(count: number): PackedBlob[] {
  let offset = 0;
  return Array.from({length: count}, (_, at) => {
    const length = 33 + at * 1000;
    const blob: PackedBlob = {
      id: newId(),
      type: at % 3 === 0 ? 'tree' : 'data',
      offset,
      length,
      plainLength: at % 2 === 0 ? 0 : length * 3,
    };
    offset += length;
    return blob;
  });
}

describe('the header of a pack', () => {
  test('reads as it was written: both kinds of blobs, compressed or not', () => {
    const blobs = someBlobs(20);
    const header = makePackHeader(blobs);
    expect(header).toHaveLength(10 * 37 + 10 * 41);
    expect(readPackHeader(header, pack)).toEqual(blobs);
  });

  test.each([
    ['that is cut off', (header: Buffer) => header.subarray(0, -1)],
    ['with a blob of an unknown kind', (header: Buffer) => Buffer.concat([header, Buffer.alloc(41, 7)])],
  ])('%s is refused', async (_, change) => {
    const header = change(makePackHeader(someBlobs(3)));
    expect(await thrownBy(() => readPackHeader(header, pack))).toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(`The pack ${pack.slice(0, 8)} cannot be used: `),
    });
  });

  test.each([0, 32, 17 * 2 ** 20, 2 ** 32 - 1, 997])('of %d bytes is refused in a pack of 1000', async (bytes) => {
    const field = Buffer.alloc(4);
    field.writeUInt32LE(bytes);
    expect(await thrownBy(() => headerBytes(field, 1000, pack))).toMatchObject({code: 'corrupt'});
  });

  test('of a length that can be is taken', () => {
    expect(headerBytes(Buffer.from([69, 0, 0, 0]), 1000, pack)).toBe(69);
  });
});

/** The same by the short way, where the text has the usual shape. */
function scan(json: Buffer): {packs: IndexedPack[]; supersedes: string[]} {
  const packs: IndexedPack[] = [];
  const supersedes = scanIndexFile(json, pack, {
    pack: (id) => void packs.push({id, blobs: []}),
    blob(id, type, offset, length, plainLength) {
      packs.at(-1)?.blobs.push({id: id.toString('hex'), type, offset, length, plainLength});
    },
  });
  return {packs, supersedes};
}

function read(json: Buffer): {packs: IndexedPack[]; supersedes: string[]} {
  const packs: IndexedPack[] = [];
  const supersedes = readIndexFile(json, pack, (found) => packs.push(found));
  return {packs, supersedes};
}

describe('an index', () => {
  const packs = [1, 7, 3].map((count) => ({id: newId(), blobs: someBlobs(count)}));

  test('reads as it was written', () => {
    expect(read(makeIndexFile(packs))).toEqual({packs, supersedes: []});
    const names = [newId(), newId()];
    expect(read(makeIndexFile(packs, names))).toEqual({packs, supersedes: names});
    expect(read(makeIndexFile([]))).toEqual({packs: [], supersedes: []});
    expect(scan(makeIndexFile(packs))).toEqual({packs, supersedes: []});
    expect(scan(makeIndexFile(packs, names))).toEqual({packs, supersedes: names});
    expect(scan(makeIndexFile([]))).toEqual({packs: [], supersedes: []});
  });

  test('is written in the shape of restic', () => {
    const [blob] = someBlobs(2).slice(1);
    if (!blob) return expect.unreachable();
    expect(makeIndexFile([{id: pack, blobs: [blob]}]).toString()).toBe(
      `{"packs":[{"id":"${pack}","blobs":[{"id":"${blob.id}","type":"data","offset":33,"length":1033,` +
        '"uncompressed_length":3099}]}]}',
    );
  });

  test('is read whatever the order, the spaces and the words in it that nobody knows', () => {
    const {packs: written} = JSON.parse(makeIndexFile(packs).toString()) as {packs: unknown};
    const later = {a: ['}', '\\"]']};
    const text = JSON.stringify({later, packs: written, supersedes: null, more: [1, {b: '{'}]}, undefined, 3);
    expect(read(Buffer.from(`\n${text}\n`))).toEqual({packs, supersedes: []});
    expect(read(Buffer.from('{"packs":null}'))).toEqual({packs: [], supersedes: []});
  });

  const good = makeIndexFile(packs).toString();
  test.each([
    ['that is cut off', good.slice(0, -1)],
    ['that is cut off in a pack', good.slice(0, 200)],
    ['that goes on after its end', `${good}x`],
    ['that is a list', '[]'],
    ['that is empty', ''],
    ['without a comma between packs', good.replace('},{"id"', '}{"id"')],
    ['with packs that are no list', '{"packs":{}}'],
    ['with a pack that is a path', good.replace(/"id":"../, '"id":"..')],
    ['with a blob of an unknown kind', good.replace('"tree"', '"file"')],
    ['with a blob before the start', good.replace(/"offset":\d+/, '"offset":-1')],
    ['with a blob beyond what a pack can hold', good.replace(/"length":\d+/, '"length":4294967296')],
    ['with a half byte', good.replace(/"offset":\d+/, '"offset":0.5')],
    ['that supersedes what is no index', good.replace('{"packs"', '{"supersedes":["x"],"packs"')],
  ])('%s is refused', async (_, text) => {
    for (const way of [read, scan]) {
      expect(await thrownBy(() => way(Buffer.from(text)))).toMatchObject({
        code: 'corrupt',
        message: expect.stringContaining(`The index ${pack.slice(0, 8)} cannot be used: `),
      });
    }
  });

  /** What the long way tells again counts. */
  const lastPack = (answer: unknown): unknown => (answer as {packs: unknown[]}).packs.at(-1);

  const answerOf = (way: typeof read, text: string): unknown => {
    try {
      return way(Buffer.from(text));
    } catch (error) {
      return (error as Error).message;
    }
  };

  test('that is cut off anywhere is refused', () => {
    const short = makeIndexFile(packs.slice(0, 1)).toString();
    for (let end = 0; end < short.length; end++) {
      for (const way of [read, scan]) expect(answerOf(way, short.slice(0, end)), `at ${end}`).toBeTypeOf('string');
    }
  });

  test('with any character changed is the same by both ways, or refused by both', () => {
    const short = makeIndexFile([{id: newId(), blobs: someBlobs(3)}], [newId()]).toString();
    for (let at = 0; at < short.length; at++) {
      for (const character of ['0', '"', '}', ' ', 'A', '-', '.', '']) {
        const text = short.slice(0, at) + character + short.slice(at + 1);
        const [long, quick] = [answerOf(read, text), answerOf(scan, text)];
        expect(typeof quick === 'string' ? quick : lastPack(quick), text).toEqual(
          typeof long === 'string' ? long : lastPack(long),
        );
      }
    }
  });
});

test.each([
  ['28b52ffd20', undefined],
  ['28b52ffd2003190000', 3],
  ['28b52ffd6000ff', 65_280 + 256],
  ['28b52ffd0058', undefined],
  ['28b52ffda000000180', 0x8001_0000],
  ['28b52ffde0ffffffffffffffff', 2 ** 64],
  ['00000000000000', undefined],
])('a frame that begins %s says it has %s bytes', (hex, bytes) => {
  expect(frameBytes(Buffer.from(hex, 'hex'))).toBe(bytes);
});
