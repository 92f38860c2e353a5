import {EventEmitter} from 'node:events';
import xterm from '@xterm/headless';
import {makeCellWriter} from '../../components/cell-writer.js';
import {isDisputed, parseCells, parseLine} from '../../components/cells.js';
import {type Dice, dice} from './random.js';

interface Size {
  columns: number;
  rows: number;
}

/** A terminal of its own kind, whose cells can be read. */
export function fakeScreen(size: Size) {
  const term = new xterm.Terminal({cols: size.columns, rows: size.rows, allowProposedApi: true});
  const events = new EventEmitter();
  const terminal = {
    ...size,
    write: (text: string) => term.write(text),
    onResize(listener: () => void) {
      events.on('resize', listener);
      return () => void events.off('resize', listener);
    },
  };
  const writer = makeCellWriter(terminal);
  writer.open();
  return {
    writer,
    write: terminal.write,
    settle: () => new Promise<void>((resolve) => term.write('', resolve)),
    resize(next: Size) {
      term.resize(next.columns, next.rows);
      Object.assign(terminal, next);
      events.emit('resize');
    },
    /** As a terminal that was just switched on. */
    reset() {
      writer.close();
      term.reset();
      writer.forget();
      writer.open();
    },
    lines: (): string[] => Array.from({length: terminal.rows}, (_, row) => lineOf(term, row, terminal.columns)),
  };
}

/** Everything of a line that can be seen, in one text. */
function lineOf(term: InstanceType<typeof xterm.Terminal>, row: number, columns: number): string {
  const line = term.buffer.active.getLine(term.buffer.active.viewportY + row);
  let text = '';
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column);
    if (!cell) continue;
    const look = [
      ...[cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor()],
      ...[cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isInverse(), cell.isStrikethrough()],
    ];
    text += `${cell.getChars() || (cell.getWidth() === 0 ? '' : ' ')}{${look.map((one) => (one > 0 ? one : '')).join()}}`;
  }
  return text.replaceAll('{,,,,,,,,,}', '');
}

const WORDS = [
  ...['ok', 'failed', 'running', 'done', '    ', '#12', 'a', '', ' '],
  ...['├──', '│', '╭─╮', '▁▃▅▇', '░█', '⠋⠙⣿', '…', '·', '✓', '✗', '◐', '▸', '→'],
  ...['日本語', '한글', '中', 'ｆｕｌｌ', 'ｶﾅ', '，'],
  ...['é', 'e\u0301', 'a\u0308\u0304', '\u0301', 'क्षि', 'ก็ำ', 'العربية', '\u1112\u1161\u11ab', '\u1161'],
  ...['🚀', '☺', '☺\ufe0f', '❤\ufe0e', '👍🏽', '👩‍👩‍👧‍👦', '🏳️‍🌈', '🇩🇪', '1\ufe0f\u20e3', '⌚', '▶', '©'],
  ...['\u200b', '\u00ad', '\ufeff', '\u2060', '\u{17000}', '\u{20000}', '\u{1f9ff}', '\u{1b000}', '䷀', '⿰'],
];

const LOOKS = [
  ...[
    [31, 39],
    [93, 39],
    [1, 22],
    [2, 22],
    [7, 27],
    [42, 49],
    [4, 24],
    [3, 23],
    [9, 29],
    [104, 49],
  ],
  ...[
    ['38;5', 39],
    ['48;5', 49],
    ['38;2', 39],
    ['48;2', 49],
  ],
] as const;

function randomWord(random: Dice): string {
  const text = random.chance(10) ? String.fromCodePoint(0xa0 + random.below(0xd700)) : random.pick(WORDS);
  if (random.chance(40)) return text;
  const [on, off] = random.pick(LOOKS);
  const code = String(on).endsWith(';5')
    ? `${on};${random.below(256)}`
    : String(on).endsWith(';2')
      ? `${on};${random.below(256)};${random.below(256)};${random.below(256)}`
      : on;
  // Now and then one look lies within another, or is never ended.
  const inner = random.chance(20) ? randomWord(random) : '';
  return `\u001b[${code}m${text}${inner}${random.chance(90) ? `\u001b[${random.chance(90) ? off : 0}m` : ''}`;
}

const randomLine = (random: Dice, columns: number): string =>
  Array.from({length: random.below(Math.ceil(columns / 3))}, () => randomWord(random)).join(
    random.pick(['', ' ', '  ']),
  );

/** The lines of which nothing is disputed and nothing cut off, once more and without any skill. */
function plainly(lines: readonly string[], {columns}: Size): string {
  const isPlain = (line: string): boolean => {
    return parseCells(line).cells.length <= columns && !isDisputed(line.replace(/\u001b\[[\d;]*m/g, ''));
  };
  return lines.map((line, row) => (isPlain(line) ? `\u001b[${row + 1};1H\u001b[0m\u001b[2K${line}` : '')).join('');
}

/**
 * Draws so many random frames, one over the other, and after each compares every cell with a terminal that was given
 * the last frame alone. Says what differs first; undefined when nothing does.
 */
export async function fuzzFrames(seed: number, frames: number): Promise<string | undefined> {
  const random = dice(seed);
  let size: Size = {columns: 40, rows: 8};
  const live = fakeScreen(size);
  const fresh = fakeScreen(size);
  const lines = Array.from({length: 24}, () => randomLine(random, 40));
  for (let frame = 1; frame <= frames; frame++) {
    if (random.chance(3)) {
      size = {columns: 1 + random.below(60), rows: 1 + random.below(14)};
      live.resize(size);
      fresh.resize(size);
    }
    for (let change = random.below(5); change > 0; change--) {
      const at = random.below(size.rows);
      // A word within a line, or the whole of it.
      const old = lines[at] ?? '';
      const cut = random.below(old.length + 1);
      lines[at] = random.chance(50)
        ? randomLine(random, size.columns)
        : old.slice(0, cut) + randomWord(random) + old.slice(cut);
    }
    if (random.chance(5)) lines.push(lines.shift() ?? '');
    const shown = lines.slice(0, size.rows);
    if (random.chance(50)) live.writer.stdout.write(shown.join('\n'));
    else live.writer.show(shown.map((line) => parseLine(line, size.columns)));
    fresh.reset();
    fresh.writer.stdout.write(shown.join('\n'));
    fresh.write(plainly(shown, size));
    await Promise.all([live.settle(), fresh.settle()]);
    const [is, should] = [live.lines(), fresh.lines()];
    const row = is.findIndex((line, at) => line !== should[at]);
    if (row >= 0) {
      return `seed ${seed}, frame ${frame}, row ${row} of ${size.columns}x${size.rows}: ${JSON.stringify(shown[row])}
is     ${JSON.stringify(is[row])}
should ${JSON.stringify(should[row])}`;
    }
  }
  return undefined;
}
