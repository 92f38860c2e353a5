const MAGIC = 0xfd2fb528;

/** How many bytes a zstd frame says it decompresses to; undefined where it does not say. Nothing is believed but read. */
export function frameBytes(frame: Buffer): number | undefined {
  if (frame.length < 6 || frame.readUInt32LE(0) !== MAGIC) return undefined;
  const descriptor = frame[4] ?? 0;
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = 5 + (isSingle ? 0 : 1) + dictionaryBytes;
  return readSize(frame, at, descriptor >> 6, isSingle);
}

function readSize(frame: Buffer, at: number, flag: number, isSingle: boolean): number | undefined {
  const bytes = [isSingle ? 1 : 0, 2, 4, 8][flag] ?? 0;
  if (bytes === 0 || at + bytes > frame.length) return undefined;
  if (bytes === 8) return Number(frame.readBigUInt64LE(at));
  // The two-byte form begins where the one-byte form ends.
  return frame.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0);
}
