import {Box, Text} from 'ink';
import {cleanup, render} from 'ink-testing-library';
import stringWidth from 'string-width';
import {afterEach, describe, expect, test} from 'vitest';
import {ThemeContext} from '../../components/hooks/useTheme.js';
import {insideOfPane, Pane, type PaneProps} from '../../components/Pane.js';
import {themeFor} from '../../components/theme.js';

afterEach(cleanup);

function linesOf(props: Partial<PaneProps>): string[] {
  return (render(<Pane title="Tasks" width={24} height={4} {...props} />).lastFrame() ?? '').split('\n');
}

describe('a pane', () => {
  test('has a round border with its number and title in it', () => {
    expect(linesOf({number: 2, children: <Text>hello</Text>})).toEqual([
      '╭ 2 Tasks ─────────────╮',
      '│ hello                │',
      '│                      │',
      '╰──────────────────────╯',
    ]);
  });

  test('needs no number', () => {
    expect(linesOf({})[0]).toBe('╭ Tasks ───────────────╮');
  });

  test('shows the focus with a sign, not only with a colour', () => {
    expect(linesOf({number: 2, isFocused: true})[0]).toBe('╭▸2 Tasks ─────────────╮');
  });

  test('carries a note at the right end', () => {
    expect(linesOf({number: 2, note: '3 running'})[0]).toBe('╭ 2 Tasks ─ 3 running ─╮');
  });

  test.each([
    [23, '╭ 2 Tasks ─ 3 runni… ─╮'],
    [19, '╭ 2 Tasks ─ 3 r… ─╮'],
    [18, '╭ 2 Tasks ───────╮'],
    [11, '╭ 2 Tasks ╮'],
    [9, '╭ 2 Tas…╮'],
    [3, '╭…╮'],
    [2, '╭╮'],
  ])('at %i columns the note gives way before the title', (width, top) => {
    expect(linesOf({number: 2, note: '3 running', width})[0]).toBe(top);
  });

  test('a note that fits is shown however short', () => {
    expect(linesOf({number: 2, note: '12', width: 17})[0]).toBe('╭ 2 Tasks ─ 12 ─╮');
  });

  test('an empty note leaves the line whole', () => {
    expect(linesOf({number: 2, note: ''})[0]).toBe('╭ 2 Tasks ─────────────╮');
  });

  test('titles of wide characters and control sequences keep the border in shape', () => {
    const [top = ''] = linesOf({title: '\x1b[31m日本語のタイトル\x1b[0m\n', note: '名前', width: 20});
    expect(stringWidth(top)).toBe(20);
    expect(top).toBe('╭ 日本語のタイトル ╮');
  });

  test('fills exactly its width and height, and is not there when they cannot hold a border', () => {
    for (let width = 0; width < 16; width++) {
      for (let height = 0; height < 5; height++) {
        const lines = linesOf({number: 1, note: 'note', width, height, children: <Text>{'x'.repeat(40)}</Text>});
        const isThere = width >= 2 && height >= 2;
        expect(lines, `${width}x${height}`).toHaveLength(isThere ? height : 1);
        if (isThere) expect(stringWidth(lines.at(-1) ?? ''), `${width}x${height}`).toBe(width);
        else expect(lines).toEqual(['']);
      }
    }
  });

  test('says how much room is inside', () => {
    expect(insideOfPane(24, 4)).toEqual({width: 20, height: 2});
    expect(insideOfPane(2, 1)).toEqual({width: 0, height: 0});
    const {width} = insideOfPane(24, 4);
    expect(linesOf({children: <Text>{'x'.repeat(width)}</Text>})[1]).toBe(`│ ${'x'.repeat(width)} │`);
  });

  test('two panes stand side by side', () => {
    const {lastFrame} = render(
      <Box>
        <Pane title="A" width={8} height={3} />
        <Pane title="B" width={8} height={3} />
      </Box>,
    );
    expect(lastFrame()).toBe('╭ A ───╮╭ B ───╮\n│      ││      │\n╰──────╯╰──────╯');
  });

  test('is drawn in ASCII where the terminal knows no more', () => {
    const {lastFrame} = render(
      <ThemeContext value={themeFor({TERM: 'dumb'})}>
        <Pane number={2} title="Tasks" note="too long to fit" width={20} height={3} isFocused />
      </ThemeContext>,
    );
    expect(lastFrame()).toBe('+>2 Tasks - too ~ -+\n|                  |\n+------------------+');
  });

  test('read out, it is its title and its content', () => {
    process.env.INK_SCREEN_READER = 'true';
    try {
      const {lastFrame} = render(
        <Pane number={2} title="Tasks" width={24} height={4}>
          <Text>hello</Text>
        </Pane>,
      );
      expect(lastFrame()?.replace(/\s+/g, ' ').trim()).toBe('2 Tasks hello');
    } finally {
      delete process.env.INK_SCREEN_READER;
    }
  });
});
