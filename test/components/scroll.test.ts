import {describe, expect, test} from 'vitest';
import {scrollTo, thumbOf} from '../../components/scroll.js';

describe('scrolling to the cursor', () => {
  test('nothing moves while the cursor stays away from the edges', () => {
    expect(scrollTo(10, 15, 10, 100)).toBe(10);
  });

  test('two rows stay in sight beyond the cursor', () => {
    expect(scrollTo(10, 18, 10, 100)).toBe(11);
    expect(scrollTo(10, 11, 10, 100)).toBe(9);
  });

  test('the ends are reached without a margin', () => {
    expect(scrollTo(5, 0, 10, 100)).toBe(0);
    expect(scrollTo(5, 99, 10, 100)).toBe(90);
  });

  test('a jump brings the cursor in sight in one step', () => {
    expect(scrollTo(0, 5000, 20, 10_000)).toBe(4983);
  });

  test('rows that went away do not leave an empty screen', () => {
    expect(scrollTo(90, undefined, 10, 30)).toBe(20);
    expect(scrollTo(90, 95, 10, 4)).toBe(0);
    expect(scrollTo(3, 0, 10, 0)).toBe(0);
  });

  test('the cursor is always in sight, whatever the height', () => {
    for (let height = 1; height < 12; height++) {
      for (let count = 1; count < 25; count++) {
        for (let cursor = 0; cursor < count; cursor++) {
          for (const before of [0, 7, 100]) {
            const offset = scrollTo(before, cursor, height, count);
            expect(cursor - offset).toBeGreaterThanOrEqual(0);
            expect(cursor - offset).toBeLessThan(height);
            expect(offset).toBeLessThanOrEqual(Math.max(0, count - height));
          }
        }
      }
    }
  });

  test('without room for a row there is nothing to follow', () => {
    expect(scrollTo(2, 8, 0, 10)).toBe(2);
  });
});

describe('the scroll bar', () => {
  test('there is none when everything is in sight', () => {
    expect(thumbOf(0, 10, 10)).toBeUndefined();
    expect(thumbOf(0, 0, 10)).toBeUndefined();
  });

  test('its size is the part of the rows in sight, and never nothing', () => {
    expect(thumbOf(0, 10, 20)?.size).toBe(5);
    expect(thumbOf(0, 10, 10_000)?.size).toBe(1);
  });

  test('it touches an end only at the end', () => {
    expect(thumbOf(0, 10, 1000)).toEqual({start: 0, size: 1});
    expect(thumbOf(1, 10, 1000)).toEqual({start: 1, size: 1});
    expect(thumbOf(989, 10, 1000)).toEqual({start: 8, size: 1});
    expect(thumbOf(990, 10, 1000)).toEqual({start: 9, size: 1});
  });

  test('it stays inside its column at every height', () => {
    for (let height = 1; height < 8; height++) {
      for (let offset = 0; offset <= 20 - height; offset++) {
        const thumb = thumbOf(offset, height, 20);
        expect(thumb?.start).toBeGreaterThanOrEqual(0);
        expect((thumb?.start ?? 0) + (thumb?.size ?? 0)).toBeLessThanOrEqual(height);
      }
    }
  });
});
