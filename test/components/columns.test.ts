import {describe, expect, test} from 'vitest';
import {placeColumns} from '../../components/columns.js';

const widths = (...columns: Parameters<typeof placeColumns>) => placeColumns(...columns).map(({width}) => width);
const kept = (...columns: Parameters<typeof placeColumns>) => placeColumns(...columns).map(({index}) => index);

describe('placing columns', () => {
  test('fixed columns keep their width and a growing one takes the rest', () => {
    expect(widths([{width: 4}, {grow: 1}, {width: 6}], 30)).toEqual([4, 18, 6]);
  });

  test('growing columns share the rest by weight, to the last column', () => {
    expect(
      widths(
        [
          {grow: 1, min: 0},
          {grow: 2, min: 0},
          {grow: 1, min: 0},
        ],
        43,
      ),
    ).toEqual([10, 21, 10]);
    for (let available = 20; available < 60; available++) {
      const total = widths([{grow: 1}, {grow: 1}, {grow: 1}], available).reduce((sum, width) => sum + width, 2);
      expect(total).toBe(available);
    }
  });

  test('a column without any size grows', () => {
    expect(widths([{}, {width: 3}], 20)).toEqual([16, 3]);
  });

  test('the gap counts between columns only', () => {
    expect(widths([{width: 3}, {grow: 1}], 20, 2)).toEqual([3, 15]);
    expect(widths([{grow: 1}], 20, 2)).toEqual([20]);
  });

  test('columns go one by one, the lowest priority first', () => {
    const columns = [
      {width: 4, priority: 9},
      {width: 6, priority: 2},
      {grow: 1, min: 10, priority: 9},
      {width: 8, priority: 1},
    ];
    expect(kept(columns, 31)).toEqual([0, 1, 2, 3]);
    expect(kept(columns, 30)).toEqual([0, 1, 2]);
    expect(kept(columns, 22)).toEqual([0, 1, 2]);
    expect(kept(columns, 21)).toEqual([0, 2]);
  });

  test('of equal columns the last one goes first', () => {
    expect(kept([{width: 5}, {width: 5}, {width: 5}], 12)).toEqual([0, 1]);
  });

  test('a dropped column does not come back while a more important one is missing', () => {
    expect(
      kept(
        [
          {width: 5, priority: 3},
          {width: 20, priority: 2},
          {width: 2, priority: 1},
        ],
        12,
      ),
    ).toEqual([0]);
  });

  test('the last column is squeezed into whatever there is', () => {
    expect(
      widths(
        [
          {width: 10, priority: 1},
          {grow: 1, min: 8},
        ],
        3,
      ),
    ).toEqual([3]);
  });

  test('no room and no columns both give nothing', () => {
    expect(placeColumns([{width: 5}], 0)).toEqual([]);
    expect(placeColumns([{width: 5}], -4)).toEqual([]);
    expect(placeColumns([], 50)).toEqual([]);
  });

  test('the columns never take more than there is', () => {
    const columns = [{width: 4}, {grow: 2, min: 9}, {width: 7, priority: 2}, {grow: 1, priority: 1}];
    for (let available = 1; available < 80; available++) {
      const placed = widths(columns, available);
      expect(placed.reduce((sum, width) => sum + width, placed.length - 1)).toBeLessThanOrEqual(available);
    }
  });
});
