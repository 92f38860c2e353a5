/** No line that means anything is longer; what goes on beyond is dropped, and said so. */
const LONGEST_LINE_BYTES = 16_000_000;

/**
 * Cuts a stream into lines. A line may come in pieces that end inside a character, be ten megabytes long, hold bytes that
 * are no text, or be the last one without an end.
 */
export function makeLineReader(onLine: (line: string, isCut: boolean) => void): {
  feed(chunk: Uint8Array): void;
  end(): void;
} {
  let parts: Buffer[] = [];
  let bytes = 0;
  let isCut = false;
  const finish = (): void => {
    const line = Buffer.concat(parts).toString('utf8').replace(/\r$/, '');
    const wasCut = isCut;
    parts = [];
    bytes = 0;
    isCut = false;
    if (line !== '') onLine(line, wasCut);
  };
  const keep = (piece: Buffer): void => {
    const room = LONGEST_LINE_BYTES - bytes;
    if (piece.length > room) isCut = true;
    if (room <= 0) return;
    parts.push(piece.subarray(0, room));
    bytes += Math.min(room, piece.length);
  };
  return {
    feed(chunk) {
      let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
        keep(rest.subarray(0, at));
        finish();
        rest = rest.subarray(at + 1);
      }
      if (rest.length > 0) keep(rest);
    },
    end: finish,
  };
}
