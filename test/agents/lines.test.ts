import {expect, test} from 'vitest';
import {makeLineReader} from '../../src/agents/lines.js';

/** All lines that come of these pieces, those that were cut with a sign. */
function read(...pieces: (string | Uint8Array)[]): string[] {
  const lines: string[] = [];
  const reader = makeLineReader((line, isCut) => lines.push(isCut ? `cut: ${line.length}` : line));
  for (const piece of pieces) reader.feed(typeof piece === 'string' ? Buffer.from(piece) : piece);
  reader.end();
  return lines;
}

test.each<[string, (string | Uint8Array)[], string[]]>([
  ['whole lines', ['a\nb\n'], ['a', 'b']],
  ['a last line without an end', ['a\nb'], ['a', 'b']],
  ['a line in pieces', ['a', 'b', 'c\nd', 'e\n'], ['abc', 'de']],
  ['lines of another system', ['a\r\nb\r\n'], ['a', 'b']],
  ['empty lines, which say nothing', ['\n\na\n\r\n\n'], ['a']],
  ['an end that comes alone', ['a', '\n', 'b'], ['a', 'b']],
  ['nothing at all', [], []],
  ['a character in two pieces', [Buffer.from('ü\n').subarray(0, 1), Buffer.from('ü\n').subarray(1)], ['ü']],
  ['bytes that are no text', [Buffer.from([0x61, 0xff, 0xfe, 0x62, 10])], ['a\uFFFD\uFFFDb']],
  ['a zero among them', [Buffer.from([0x61, 0, 0x62, 10])], ['a\0b']],
])('%s', (_, pieces, lines) => {
  expect(read(...pieces)).toEqual(lines);
});

test('every way to cut the same bytes gives the same lines', () => {
  const bytes = Buffer.from('{"text":"äöü€😀"}\r\nplain\n\n{"last":1}');
  const whole = read(bytes);
  expect(whole).toEqual(['{"text":"äöü€😀"}', 'plain', '{"last":1}']);
  for (let at = 0; at <= bytes.length; at++) expect(read(bytes.subarray(0, at), bytes.subarray(at))).toEqual(whole);
  expect(read(...[...bytes].map((byte) => Buffer.from([byte])))).toEqual(whole);
});

test('a line of ten megabytes comes whole, one of twenty is cut and said so, and the next is whole again', () => {
  const mega = Buffer.alloc(1_000_000, 'x');
  expect(read(...Array<Buffer>(10).fill(mega), '\n')[0]).toHaveLength(10_000_000);
  expect(read(...Array<Buffer>(20).fill(mega), '\nnext\n')).toEqual(['cut: 16000000', 'next']);
});
