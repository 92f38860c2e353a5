import {Box, Text} from 'ink';
import {cleanup, render} from 'ink-testing-library';
import {afterEach, describe, expect, test} from 'vitest';
import {asciiGlyphs, unicodeGlyphs} from '../../components/glyphs.js';
import {ThemeContext} from '../../components/hooks/useTheme.js';
import {Lines} from '../../components/Lines.js';
import {ProgressBar, percent, progressBar} from '../../components/ProgressBar.js';
import {Sparkline, sparkline} from '../../components/Sparkline.js';
import {themeFor} from '../../components/theme.js';

afterEach(cleanup);

describe('a progress bar', () => {
  test.each([
    [0, '░░░░░░░░░░'],
    [0.5, '█████░░░░░'],
    [1, '██████████'],
    [0.001, '█░░░░░░░░░'],
    [0.999, '█████████░'],
    [-3, '░░░░░░░░░░'],
    [7, '██████████'],
    [Number.NaN, '░░░░░░░░░░'],
    [undefined, '░░░░░░░░░░'],
  ])('of %s is neither empty once begun nor full before the end', (fraction, expected) => {
    expect(progressBar(fraction, 10, unicodeGlyphs)).toBe(expected);
  });

  test('has exactly the columns it is given', () => {
    for (const fraction of [0, 0.01, 0.3, 0.99, 1]) {
      for (let width = 0; width < 12; width++) {
        expect(progressBar(fraction, width, unicodeGlyphs)).toHaveLength(width);
        expect(progressBar(fraction, width, unicodeGlyphs).endsWith('█')).toBe(fraction === 1 && width > 0);
      }
    }
    expect(progressBar(0.5, -2, unicodeGlyphs)).toBe('');
  });

  test('in ASCII', () => {
    expect(progressBar(0.5, 6, asciiGlyphs)).toBe('###...');
  });

  test.each([
    [0, '0%'],
    [0.999, '99%'],
    [1, '100%'],
    [2, '100%'],
    [undefined, '?%'],
    [Number.NaN, '?%'],
  ])('says 100%% only when all is done: %s', (fraction, expected) => {
    expect(percent(fraction)).toBe(expected);
  });

  test.each([
    [13, '████████ 100%|'],
    [8, '███ 100%|'],
    [7, '   100%|'],
    [4, '100%|'],
    [3, '|'],
  ])('at %i columns keeps its percentage for as long as it can', (width, expected) => {
    const {lastFrame} = render(
      <Box>
        <ProgressBar fraction={1} width={width} />
        <Text>|</Text>
      </Box>,
    );
    expect(lastFrame()).toBe(expected);
  });
});

describe('a sparkline', () => {
  test.each([
    ['rises from zero to the largest value', [0, 1, 2, 3, 4], 5, '▁▂▃▅▇'],
    ['shows the newest values', [9, 9, 9, 0, 4], 2, '▁▇'],
    ['stands at the right', [4], 4, '   ▇'],
    ['is flat when nothing happens', [0, 0, 0], 3, '▁▁▁'],
    ['is full when nothing changes', [5, 5], 2, '▇▇'],
    ['leaves a gap for what is not known', [4, undefined, 4, Number.NaN], 4, '▇ ▇ '],
    ['takes a negative value for zero', [-4, 4], 2, '▁▇'],
    ['is blank without values', [], 3, '   '],
    ['is nothing without room', [1, 2], 0, ''],
  ])('%s', (_, values, width, expected) => {
    expect(sparkline(values, width, unicodeGlyphs)).toBe(expected);
  });

  test('has a fixed top when it is given one', () => {
    expect(sparkline([4, 8, 90], 3, unicodeGlyphs, 8)).toBe('▃▇▇');
  });

  test('in ASCII', () => {
    expect(sparkline([0, 1, 2, 3, 4], 5, asciiGlyphs)).toBe('_.-+#');
  });

  test('takes its own width beside other text, and its colour', () => {
    const {lastFrame} = render(
      <ThemeContext value={themeFor({LANG: 'C.UTF-8'})}>
        <Box>
          <Sparkline values={[0, 4]} width={4} meaning="good" />
          <Text>|</Text>
        </Box>
      </ThemeContext>,
    );
    expect(lastFrame()).toBe('\x1b[32m  ▁▇\x1b[39m|');
  });
});

describe('ready lines', () => {
  test('stand where a text would, and what follows keeps clear of them', () => {
    const {lastFrame, rerender} = render(beside(['日本', '', '\x1b[31mred\x1b[39m']));
    expect(lastFrame()).toBe('日本  |\n\n\x1b[31mred\x1b[39m');
    rerender(beside(['one']));
    expect(lastFrame()).toBe('one   |');
  });

  test('are nothing without lines or room', () => {
    expect(render(<Lines lines={[]} width={5} />).lastFrame()).toBe('');
    expect(render(<Lines lines={['a']} width={0} />).lastFrame()).toBe('');
  });

  test('are read out as they are', () => {
    process.env.INK_SCREEN_READER = 'true';
    try {
      expect(render(<Lines lines={['one', 'two']} width={9} />).lastFrame()).toBe('one\ntwo');
    } finally {
      delete process.env.INK_SCREEN_READER;
    }
  });

  function beside(lines: readonly string[]) {
    return (
      <Box>
        <Lines lines={lines} width={6} />
        <Text>|</Text>
      </Box>
    );
  }
});
