import {execFileSync, spawnSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {BlobPlace} from '../../../src/backups/repository/blob-table.js';
import {createRepository} from '../../../src/backups/repository/create.js';
import type {Repository} from '../../../src/backups/repository/repository.js';
import {loadTools} from '../../../src/backups/repository/tools.js';
import {pack, unpack} from '../../../src/backups/repository/unpacked.js';
import {openFolder} from '../../../src/backups/store/folder.js';
import {realProcesses} from '../../../src/processes.js';
import {thrownBy} from '../../support/thrown.js';
import {scratch} from '../../support/world.js';
import {cheap} from '../quick-repository.js';

const {zstd} = await loadTools();
const text = Buffer.from(JSON.stringify({words: 'again '.repeat(50_000)}));
const hasZstd = spawnSync('zstd', ['--version']).status === 0;
const compressed = (frame: Buffer): Buffer => Buffer.concat([Buffer.from([2]), frame]);

describe('a file that is no pack', () => {
  test('reads as it was packed, compressed or not', () => {
    expect(pack(text, zstd, 2).length).toBeLessThan(1000);
    expect(unpack(pack(text, zstd, 2), zstd, 'It').equals(text)).toBe(true);
    expect(unpack(pack(text, zstd, 1), zstd, 'It').equals(text)).toBe(true);
  });

  test.skipIf(!hasZstd)('reads when its writer did not say how long it is', () => {
    const frame = execFileSync('zstd', ['-c'], {input: text});
    expect(unpack(compressed(frame), zstd, 'It').equals(text)).toBe(true);
  });

  const good = pack(text, zstd, 2);
  const giant = Buffer.from(good);
  // The size of the frame behind the byte of ours, its magic and its descriptor: four bytes of it.
  giant.writeUInt32LE(0xfffffff0, 6);
  test.each([
    ['begins with nothing that is known', Buffer.from('hello')],
    ['is empty', Buffer.alloc(0)],
    ['is cut off', good.subarray(0, -5)],
    ['claims more than any such file may have', giant],
    ['is no frame', compressed(randomBytes(100))],
  ])('is refused when it %s', async (_, packed) => {
    expect(await thrownBy(() => unpack(packed, zstd, 'The index 12345678'))).toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/^The index 12345678 cannot be used: .*\.$/),
    });
  });
});

describe('a blob', () => {
  const plain = randomBytes(1000);
  const id = createHash('sha256').update(plain).digest('hex');

  /** A pack with this one blob in it, and a table that says where it is. */
  async function stored(
    change: {sealed?: (sealed: Buffer) => Buffer; plain?: Buffer; place?: Partial<BlobPlace>} = {},
  ) {
    const folder = join(scratch('blob'), 'repo');
    const store = openFolder(folder, {processes: realProcesses(), now: Date.now});
    const maker = {host: 'here', user: 'me', now: 0, cost: cheap};
    const repository: Repository = await createRepository(store, 'word', maker);
    const sealed = repository.tools.makeCrypt(repository.keys).seal(change.plain ?? plain);
    const bytes = change.sealed?.(sealed) ?? sealed;
    const name = createHash('sha256').update(bytes).digest('hex');
    await store.save('data', name, bytes);
    repository.blobs.packs.push(name);
    const place: BlobPlace = {type: 'data', pack: 0, offset: 0, length: bytes.length, plainLength: 0};
    repository.blobs.place(Buffer.from(id, 'hex'), {...place, ...change.place});
    return repository;
  }

  test('reads as it was stored', async () => {
    expect((await (await stored()).loadBlob(id)).equals(plain)).toBe(true);
  });

  const flip = (sealed: Buffer): Buffer => {
    const changed = Buffer.from(sealed);
    changed[100] = (changed[100] ?? 0) ^ 1;
    return changed;
  };
  test.each([
    ['was changed', {sealed: flip}, /is damaged, or was not written with the key/],
    ['is another one', {plain: randomBytes(1000)}, /is damaged: it is not what its name says/],
    ['was no compressed data', {place: {plainLength: 1000}}, /is damaged: it is not as long as it should be/],
    ['claims gigabytes', {place: {plainLength: 4_000_000_000}}, /more than any blob may have/],
    ['lies beyond the end of its pack', {place: {offset: 900}}, /is shorter than it should be/],
    ['claims half the memory of its pack', {place: {length: 2_000_000_000}}, /more than any such file may have/],
  ])('that %s is refused and named', async (_, change, says) => {
    const repository = await stored(change);
    expect(await thrownBy(repository.loadBlob(id))).toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(says),
    });
  });

  test('that nobody knows is not found', async () => {
    const other = 'ab'.repeat(32);
    expect(await thrownBy((await stored()).loadBlob(other))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('The blob abababab is not in'),
    });
  });
});
