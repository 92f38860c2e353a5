import {expect, onTestFinished, test, vi} from 'vitest';
import {makeCellWriter} from '../../components/cell-writer.js';
import {fakeScreen, fuzzFrames} from '../support/frame-fuzz.js';

test.each([1, 2, 3, 4, 5])(
  'what is on the screen after many changes is what a full redraw would show (seed %i)',
  async (seed) => {
    expect(await fuzzFrames(seed, 200)).toBeUndefined();
  },
);

function recorded(size = {columns: 80, rows: 24}) {
  const sent: string[] = [];
  const writer = makeCellWriter({...size, write: (text) => sent.push(text), onResize: () => () => {}});
  writer.open();
  return {writer, sent};
}

test('an unchanged frame sends nothing, a changed character sends little', () => {
  // O-50
  const {writer, sent} = recorded();
  writer.stdout.write('hello\nworld');
  const before = sent.length;
  writer.stdout.write('hello\nworld');
  expect(sent.length).toBe(before);
  writer.stdout.write('hello\nworms');
  expect(sent.at(-1)).toBe('\u001b[?2026h\u001b[2;4Hms\u001b[?2026l');
});

test('a line that becomes shorter is cleared, not overwritten with spaces', () => {
  const {writer, sent} = recorded();
  writer.stdout.write(`a${'x'.repeat(70)}`);
  writer.stdout.write('a');
  expect(sent.at(-1)).toBe('\u001b[?2026h\u001b[1;2H\u001b[K\u001b[?2026l');
});

test('a second change in a line is reached by moving on', () => {
  const {writer, sent} = recorded();
  writer.stdout.write('1 aaaaaaaaaaaaaaaa 1');
  writer.stdout.write('2 aaaaaaaaaaaaaaaa 2');
  expect(sent.at(-1)).toBe('\u001b[?2026h\u001b[1;1H2\u001b[18C2\u001b[?2026l');
});

test('what follows a character of disputed width is placed by its column', () => {
  const {writer, sent} = recorded();
  writer.stdout.write('a🚀b');
  expect(sent.at(-1)).toContain('a🚀\u001b[1;4Hb');
});

test('a wide character that does not fit into the last column goes whole', async () => {
  const {writer, settle, lines} = fakeScreen({columns: 4, rows: 1});
  writer.stdout.write('abc日');
  await settle();
  expect(lines()).toEqual(['abc ']);
});

test('after a large frame the next one waits, but not for a key, and only the newest is drawn', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const sent: string[] = [];
  const terminal = {columns: 80, rows: 24, write: (text: string) => sent.push(text), onResize: () => () => {}};
  const writer = makeCellWriter(terminal, {bytesPerSecond: 1000});
  writer.open();
  writer.stdout.write('x'.repeat(100));
  const before = sent.length;
  writer.stdout.write('second');
  writer.stdout.write('third');
  expect(sent.length).toBe(before);
  writer.hurry();
  writer.stdout.write('answer');
  expect(sent.at(-1)).toContain('answer');
  writer.stdout.write('fourth');
  writer.stdout.write('fifth');
  vi.advanceTimersByTime(500);
  expect(sent.join('')).not.toMatch(/second|third|fourth/);
  expect(sent.at(-1)).toContain('fifth');
});

test('a terminal without Unicode gets ASCII and nothing else, in the same columns', () => {
  const sent: string[] = [];
  const terminal = {columns: 20, rows: 1, write: (text: string) => sent.push(text), onResize: () => () => {}};
  const writer = makeCellWriter(terminal, {isAscii: true});
  writer.open();
  writer.stdout.write('ä·日🚀…│x');
  expect(sent.at(-1)).toContain('a-????~?x');
});

test('closing gives the screen, the cursor and line wrapping back, once', () => {
  const {writer, sent} = recorded();
  writer.close();
  writer.close();
  expect(sent.filter((text) => text.includes('\u001b[?1049l'))).toEqual([
    '\u001b[0m\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l',
  ]);
});
