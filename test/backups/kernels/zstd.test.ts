import {execFileSync, spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {compressBound, loadZstd, withWords, type Zstd} from '../../../src/backups/kernels/zstd.js';
import {nativeZstd} from '../../../src/backups/kernels/zstd-native.js';
import {wasmZstd} from '../../../src/backups/kernels/zstd-wasm.js';
import {OrkestraError} from '../../../state/errors.js';

const MIB = 1 << 20;
const hasProgram = spawnSync('zstd', ['--version']).status === 0;
const found = nativeZstd();

function pack(zstd: Zstd, plain: Uint8Array, level = 3): Buffer {
  const to = Buffer.alloc(compressBound(plain.length));
  return to.subarray(0, zstd.compress(to, plain, level));
}

function unpack(zstd: Zstd, packed: Uint8Array, bytes: number): Buffer {
  const to = Buffer.alloc(bytes);
  return to.subarray(0, zstd.decompress(to, packed));
}

const text = (bytes: number): Buffer =>
  Buffer.alloc(bytes, 'The quick brown fox jumps over the lazy dog. 0123456789\n');
const inputs: readonly [string, Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from([7])],
  ['random bytes', randomBytes(100_003)],
  ['text', text(50_000)],
  ['8 MiB, half of it random', Buffer.concat([randomBytes(4 * MIB), text(4 * MIB)])],
];

/** Whatever is not a whole frame. */
const broken = (frame: Buffer): readonly [string, Buffer][] => [
  ['nothing', Buffer.alloc(0)],
  ['no frame', Buffer.from('certainly not a frame')],
  ['a frame without its end', frame.subarray(0, -1)],
  ['half a frame', frame.subarray(0, frame.length / 2)],
  ['the header alone', frame.subarray(0, 6)],
  ['a frame with something behind it', Buffer.concat([frame, Buffer.from('more')])],
];

const code = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error instanceof OrkestraError ? error.code : error;
  }
};

describe.each([
  ['native', found && withWords(found)],
  ['wasm', withWords(wasmZstd())],
] as const)('zstd %s', (name, zstd) => {
  test.skipIf(!zstd)('gives back what it was given', () => {
    if (!zstd) return;
    expect(zstd.name).toBe(name);
    for (const [what, plain] of inputs) {
      for (const level of [1, 3, 9])
        expect(unpack(zstd, pack(zstd, plain, level), plain.length).equals(plain), what).toBe(true);
    }
  });

  test.skipIf(!zstd)('makes of nothing something, and of text less', () => {
    if (!zstd) return;
    expect(pack(zstd, Buffer.alloc(0)).length).toBeGreaterThan(0);
    expect(pack(zstd, text(100_000)).length).toBeLessThan(1000);
    expect(pack(zstd, randomBytes(100_000)).length).toBeLessThan(compressBound(100_000));
  });

  test.skipIf(!zstd)('calls damage corrupt, and works on afterwards', () => {
    if (!zstd) return;
    const plain = Buffer.concat([text(5000), randomBytes(5000)]);
    const frame = pack(zstd, plain);
    for (const [what, bytes] of broken(frame))
      expect(
        code(() => unpack(zstd, bytes, plain.length)),
        what,
      ).toBe('corrupt');
    for (let at = 0; at < frame.length; at += 7) {
      const changed = Buffer.from(frame);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      const answer = code(() => unpack(zstd, changed, plain.length));
      expect(answer === 'corrupt' || answer instanceof Buffer, `byte ${at}`).toBe(true);
    }
    expect(unpack(zstd, frame, plain.length).equals(plain)).toBe(true);
  });

  test.skipIf(!zstd)('never writes past what it was given', () => {
    if (!zstd) return;
    const plain = text(10_000);
    const frame = pack(zstd, plain);
    const around = Buffer.alloc(30_000, 0xee);
    expect(code(() => zstd.decompress(around.subarray(10_000, 19_999), frame))).toBe('corrupt');
    expect(around.subarray(0, 10_000).every((byte) => byte === 0xee)).toBe(true);
    expect(around.subarray(19_999).every((byte) => byte === 0xee)).toBe(true);
    expect(zstd.decompress(around.subarray(10_000, 20_000), frame)).toBe(10_000);
    const noise = randomBytes(5000);
    expect(() => zstd.compress(around.subarray(10_000, 14_000), noise, 3)).toThrow(
      /5000 bytes could not be compressed/,
    );
    expect(around.subarray(20_000).every((byte) => byte === 0xee)).toBe(true);
  });

  test.skipIf(!zstd)('does not believe the size a frame claims', () => {
    if (!zstd) return;
    // A header that claims 2^62 bytes in a window of 3.5 TiB, and a block of one byte repeated 128 KiB.
    const header = Buffer.from('28b52ffdc0ff0000000000000040', 'hex');
    const block = Buffer.from([3 | ((131_072 << 3) & 0xff), (131_072 >> 5) & 0xff, (131_072 >> 13) & 0xff, 0x41]);
    const before = process.memoryUsage().rss;
    expect(code(() => unpack(zstd, Buffer.concat([header, block]), 1000))).toBe('corrupt');
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MIB);
    expect(code(() => unpack(zstd, pack(zstd, Buffer.alloc(8 * MIB)), 4096))).toBe('corrupt');
  });

  test.skipIf(!zstd || !hasProgram)('and the program `zstd` read what each other writes', () => {
    if (!zstd) return;
    for (const [what, plain] of inputs) {
      const theirs = execFileSync('zstd', ['-q', '-c', '-5'], {input: plain, maxBuffer: 16 * MIB});
      expect(unpack(zstd, theirs, plain.length).equals(plain), what).toBe(true);
      const ours = execFileSync('zstd', ['-q', '-d', '-c'], {input: pack(zstd, plain), maxBuffer: 16 * MIB});
      expect(ours.equals(plain), what).toBe(true);
    }
  });
});

test('what is loaded is the native one where it could be built', async () => {
  const zstd = await loadZstd();
  expect(zstd.name).toBe(found ? 'native' : 'wasm');
  expect(unpack(zstd, pack(zstd, text(999)), 999).equals(text(999))).toBe(true);
});
