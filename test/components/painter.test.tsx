import {Box, type DOMElement, render, Text} from 'ink';
import {expect, onTestFinished, test, vi} from 'vitest';
import {type Line, parseLine, sgr} from '../../components/cells.js';
import {Painted} from '../../components/Painted.js';
import {makePainter} from '../../components/painter.js';
import {themeFor} from '../../components/theme.js';
import {busy, frames} from '../support/frames.js';
import {until} from '../support/world.js';

// Ink colours its text only where it finds a terminal.
vi.hoisted(() => {
  process.env.FORCE_COLOR = '3';
});

const colours = themeFor({TERM: 'xterm-256color', LANG: 'C.UTF-8'});
/** Cells as text; a style is a set of codes, whatever their order. */
const show = ({cells}: Line): string =>
  cells.map(({text, style}) => text + (style === '' ? '' : sgr(style.split('\u0000').sort().join('\u0000')))).join('');

function bothWays(columns: number, rows: number) {
  let painted: readonly Line[] | undefined;
  const stdout = {columns, rows} as NodeJS.WriteStream;
  const paint = makePainter({
    stdout,
    show(lines) {
      painted = lines;
    },
  });
  const one = busy();
  const seen = frames(one, columns, rows, {
    theme: colours,
    onPaint(root) {
      painted = undefined;
      paint(root);
    },
  });
  const same = async (text: string): Promise<void> => {
    await until(() => painted && seen.last().includes(text), `"${text}" in a frame`);
    const inks = seen.last().split('\n');
    expect((painted ?? []).map(show)).toEqual(
      Array.from({length: rows}, (_, row) => show(parseLine(inks[row] ?? '', columns))),
    );
  };
  return {one, same};
}

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])('a screen of %ix%i looks as Ink itself would paint it', async (columns, rows) => {
  const {one, same} = bothWays(columns, rows);
  one.type('j');
  await same('Integration tests');
  one.type('/', 'a');
  await same('/ a');
  one.type('esc', '?');
  await same('Keys');
  one.type('esc', 'n');
  await same('New task');
  one.type('esc', '2', 'enter', 'tab');
  await same('facts');
});

test.each([
  ['text that has to be wrapped', <Text key="a">{'word '.repeat(30)}</Text>],
  [
    'text that is cut',
    <Text key="a" wrap="truncate">
      {'x'.repeat(100)}
    </Text>,
  ],
  [
    'clipping',
    <Box key="a" overflow="hidden" width={3}>
      <Text>abc</Text>
    </Box>,
  ],
  [
    'a background',
    <Box key="a" backgroundColor="red" width={3}>
      <Text>abc</Text>
    </Box>,
  ],
])('%s is left to Ink', async (_, content) => {
  const answers: boolean[] = [];
  const stdout = {columns: 40, rows: 5} as NodeJS.WriteStream;
  const paint = makePainter({stdout, show: () => {}});
  const paintAndTell = (root: DOMElement): boolean => {
    answers.push(paint(root));
    return answers.at(-1) === true;
  };
  const screen = (times: number) => (
    <Painted paint={paintAndTell}>
      {content}
      <Text>{times}</Text>
    </Painted>
  );
  const written: string[] = [];
  const out = Object.assign(stdout, {write: (text: string) => written.push(text), on() {}, off() {}});
  const app = render(screen(1), {stdout: out as unknown as NodeJS.WriteStream, debug: true, patchConsole: false});
  onTestFinished(() => app.unmount());
  app.rerender(screen(2));
  await until(() => answers.length > 0 && written.length > 1, 'a second frame');
  expect(answers).toEqual([false]);
});
