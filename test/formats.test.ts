import {describe, expect, test} from 'vitest';
import {
  exactBytes,
  exactDuration,
  formatAge,
  formatBytes,
  formatClock,
  formatDuration,
  parseBytes,
  parseDuration,
} from '../src/formats.js';

// O-66
describe('a duration', () => {
  test.each([
    ['90', 90_000],
    ['0', 0],
    ['1.5', 1500],
    ['500ms', 500],
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    [' 3d 4h ', 273_600_000],
    ['10M', 600_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    '',
    ' ',
    'soon',
    '-5',
    '10x',
    'm',
    '1h30',
    '30m1h',
    '1m1m',
    '1e3',
    'NaN',
    'Infinity',
    '99999999999999d',
    '1:30',
    '5 m m',
  ])('%j is nonsense', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test.each([
    [0, '0'],
    [500, '500ms'],
    [90_000, '1m30s'],
    [600_000, '10m'],
    [86_400_000, '1d'],
    [90_061_001, '1d1h1m1s1ms'],
  ])('%i ms is written %s without loss', (ms, text) => {
    expect(exactDuration(ms)).toBe(text);
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    [-5, '0ms'],
    [999, '999ms'],
    [59_999, '59s'],
    [750_000, '12m'],
    [3_600_000, '1h'],
    [5_460_000, '1h 31m'],
    [86_400_000, '1d'],
    [273_600_000, '3d 4h'],
  ])('%i ms is shown as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test.each([
    [-5, '00:00'],
    [134_000, '02:14'],
    [3_599_999, '59:59'],
    [3_734_000, '1:02:14'],
    [86_399_000, '23:59:59'],
    [273_600_000, '3d 4h'],
  ])('a clock at %i ms reads %s', (ms, text) => {
    expect(formatClock(ms)).toBe(text);
  });
});

describe('a size', () => {
  test.each([
    ['0', 0],
    ['512', 512],
    ['10MB', 10_000_000],
    ['10 mb', 10_000_000],
    ['10M', 10_000_000],
    ['64kB', 64_000],
    ['64KiB', 65_536],
    ['1.5 GiB', 1_610_612_736],
    ['2TB', 2_000_000_000_000],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  test.each(['', 'much', '-1', '10XB', 'MB', '1.5.5MB', '10iB', '99999999PB', '1e3'])('%j is nonsense', (text) => {
    expect(parseBytes(text)).toBeUndefined();
  });

  test.each([
    [0, '0'],
    [1001, '1001'],
    [1000, '1kB'],
    [1024, '1KiB'],
    [256_000_000, '256MB'],
    [1_610_612_736, '1536MiB'],
  ])('%i bytes are written %s without loss', (bytes, text) => {
    expect(exactBytes(bytes)).toBe(text);
    expect(parseBytes(text)).toBe(bytes);
  });

  test.each([
    [-1, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9949, '9.9 kB'],
    [9960, '10 kB'],
    [38_400_000, '38 MB'],
    [999_600, '1.0 MB'],
    [1_500_000_000, '1.5 GB'],
  ])('%i bytes are shown as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

test.each([
  [0, 'just now'],
  [-60_000, 'just now'],
  [12_000, '12 s ago'],
  [180_000, '3 min ago'],
  [7_200_000, '2 h ago'],
  [432_000_000, '5 d ago'],
])('what happened %i ms before is %s', (ms, text) => {
  expect(formatAge(1_000_000_000_000 - ms, 1_000_000_000_000)).toBe(text);
});
