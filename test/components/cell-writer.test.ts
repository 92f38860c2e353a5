import xterm from '@xterm/headless';
import {expect, test} from 'vitest';
import {makeCellWriter} from '../../components/cell-writer.js';

const {Terminal} = xterm;

/** A terminal of its own kind, to compare what stands on it cell by cell. */
function screen(columns: number, rows: number) {
  const term = new Terminal({cols: columns, rows, allowProposedApi: true});
  const write = (text: string) => term.write(text);
  const writer = makeCellWriter({columns, rows, write, onResize: () => () => {}});
  const settle = () => new Promise<void>((resolve) => term.write('', resolve));
  const cells = () => {
    const buffer = term.buffer.active;
    return Array.from({length: rows}, (_, row) => {
      const line = buffer.getLine(row);
      return Array.from({length: columns}, (_, column) => {
        const cell = line?.getCell(column);
        const look = cell && [
          cell.getFgColor(),
          cell.getBgColor(),
          cell.isBold(),
          cell.isDim(),
          cell.isInverse(),
          cell.isUnderline(),
        ];
        return `${cell?.getChars() || (cell?.getWidth() === 0 ? '' : ' ')}${look?.join(',')}`;
      });
    });
  };
  return {writer, settle, cells, text: () => cells().map((line) => line.map((cell) => cell[0]).join(''))};
}

function randomFrames(seed: number) {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const words = ['ok', 'failed', '日本語', 'ab', '├──', '▁▃▅', 'running', '한글', '⠋', '    ', 'é', 'done', '│'];
  const looks = [
    [0, 0],
    [31, 39],
    [1, 22],
    [2, 22],
    [7, 27],
    [42, 49],
    [4, 24],
    [38, 39],
  ];
  const word = () => {
    const [on = 0, off = 0] = looks[next(looks.length)] ?? [];
    const text = words[next(words.length)] ?? '';
    if (on === 0) return text;
    return on === 38 ? `\u001b[38;5;${next(256)}m${text}\u001b[39m` : `\u001b[${on}m${text}\u001b[${off}m`;
  };
  const line = () => Array.from({length: next(8)}, word).join(' ');
  const lines = Array.from({length: 10}, line);
  return () => {
    for (let change = next(4); change >= 0; change--) lines[next(lines.length)] = line();
    return lines.join('\n');
  };
}

test('what is on the screen after many changes is what a full redraw would show', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const live = screen(40, 10);
    live.writer.open();
    const frame = randomFrames(seed);
    let last = '';
    for (let n = 0; n < 25; n++) {
      last = frame();
      live.writer.stdout.write(last);
    }
    const fresh = screen(40, 10);
    fresh.writer.open();
    fresh.writer.stdout.write(last);
    await live.settle();
    await fresh.settle();
    expect(live.cells(), `seed ${seed}`).toEqual(fresh.cells());
  }
});

test('an unchanged frame sends nothing, a changed character sends little', () => {
  const sent: string[] = [];
  const writer = makeCellWriter({columns: 80, rows: 24, write: (text) => sent.push(text), onResize: () => () => {}});
  writer.open();
  writer.stdout.write('hello\nworld');
  const before = sent.length;
  writer.stdout.write('hello\nworld');
  expect(sent.length).toBe(before);
  writer.stdout.write('hello\nworms');
  expect(sent.at(-1)).toBe('\u001b[?2026h\u001b[2;4H\u001b[0mms\u001b[?2026l');
});

test('closing gives the screen, the cursor and line wrapping back, once', () => {
  const sent: string[] = [];
  const writer = makeCellWriter({columns: 80, rows: 24, write: (text) => sent.push(text), onResize: () => () => {}});
  writer.open();
  writer.close();
  writer.close();
  expect(sent.filter((text) => text.includes('\u001b[?1049l'))).toEqual([
    '\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l',
  ]);
});
