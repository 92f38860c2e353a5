import {expect, test} from 'vitest';
import {countSlips, nearest} from '../src/suggest.js';

const words = ['max_concurrent_tasks', 'auto_assign', 'auto_recovery', 'queue', 'status', 'task', 'run'];

test.each([
  ['max_concurent_tasks', 'max_concurrent_tasks'],
  ['maxConcurrentTasks', 'max_concurrent_tasks'],
  ['auto_asign', 'auto_assign'],
  ['queeu', 'queue'],
  ['STATUS', 'status'],
  ['statsu', 'status'],
  ['rnu', 'run'],
])('%s was probably %s', (word, meant) => {
  expect(nearest(word, words)).toBe(meant);
});

test.each(['banana', 'x', '', 'ru', 'tusks_and_horns', 'a'.repeat(10_000)])('%j resembles nothing known', (word) => {
  expect(nearest(word, words)).toBeUndefined();
});

test('of two equally close words the first is taken, of two the closer one', () => {
  expect(nearest('cast', ['cost', 'last'])).toBe('cost');
  expect(nearest('task', ['tusks', 'tasks'])).toBe('tasks');
});

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['abc', 'ab', 1],
  ['kitten', 'sitting', 3],
  ['ab', 'ba', 1],
])('from %j to %j are %i slips', (from, to, slips) => {
  expect(countSlips(from, to)).toBe(slips);
});
