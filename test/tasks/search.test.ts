import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {expect, test} from 'vitest';
import {addTask} from '../../src/tasks/add.js';
import {searchRuns} from '../../src/tasks/search.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {eventsFile, outputFile} from '../../state/output.js';
import {type TestWorld, testWorld} from '../support/world.js';

const AT = 1_700_000_000_000;

/** An attempt of a task of its own, ended, with this output and these events. */
function attempt(world: TestWorld, output: string, events?: readonly object[]): number {
  const id = addTask(world, {title: 'a', run: 'true'});
  const {started} = takeTurn(world, {ended: [], free: 1});
  takeTurn(world, {ended: started.map((task) => ({...task, outcome: 'done', exitCode: 0, why: null})), free: 0});
  const file = outputFile(world.paths.runs, id, 1);
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, output);
  const lines = events?.map((event) => `${JSON.stringify({at: AT, ...event})}\n`);
  if (lines) writeFileSync(eventsFile(world.paths.runs, id, 1), lines.join(''));
  if (lines) world.db.exec(`UPDATE runs SET agent = 'claude' WHERE task = ${id}`);
  return id;
}

const find = (world: TestWorld, text: string, more: {agent?: string; since?: number} = {}) =>
  [...searchRuns(world, {text, ...more})].map(({task, kind, line}) => [task, kind, line]);

test('what was said is found in transcripts and outputs, the newest tasks first, and told once', () => {
  const world = testWorld();
  attempt(world, 'one\nError: the sky fell\ntwo');
  attempt(world, '> Bash: cat sky.txt\n  | the sky is "blue"\n[started · sky-1]\nthe check saw the sky\n', [
    {type: 'prompt', text: 'Look at\nthe Sky'},
    {type: 'started', model: 'sky-1'},
    {type: 'tool', id: '1', name: 'Bash', subject: 'cat sky.txt'},
    {type: 'tool-result', id: '1', isError: false, text: 'nothing\nthe sky is "blue"'},
  ]);
  expect(find(world, 'sky')).toEqual([
    [2, 'prompt', 'the Sky'],
    [2, 'started', 'sky-1'],
    [2, 'tool', 'Bash: cat sky.txt'],
    [2, 'tool-result', 'the sky is "blue"'],
    [2, 'output', 'the check saw the sky'],
    [1, 'output', 'Error: the sky fell'],
  ]);
  // Whoever writes a capital means it, and signs mean themselves.
  expect(find(world, 'Sky')).toEqual([[2, 'prompt', 'the Sky']]);
  expect(find(world, 'is "blue"')).toEqual([[2, 'tool-result', 'the sky is "blue"']]);
  expect(find(world, 'sky.*')).toEqual([]);
  expect(find(world, '(')).toEqual([]);
});

test('a search can be kept to an agent and to a time', () => {
  const world = testWorld();
  attempt(world, 'sky of the shell');
  attempt(world, '', [{type: 'text', text: 'sky of claude'}]);
  expect(find(world, 'sky', {agent: 'claude'})).toEqual([[2, 'text', 'sky of claude']]);
  expect(find(world, 'sky', {agent: 'nobody'})).toEqual([]);
  expect(find(world, 'sky', {since: Date.now() + 60_000})).toEqual([]);
  expect(find(world, 'sky', {since: Date.now() - 60_000})).toEqual([[1, 'output', 'sky of the shell']]);
});

test('what is found in hostile text moves no cursor, and of a long line the place is shown', () => {
  const world = testWorld();
  attempt(
    world,
    `\u001b]0;owned\u0007\u001b[2Jsky\n${'x'.repeat(3_000_000)} deep sky ${'y'.repeat(3_000_000)}\nÅngström SKÝ`,
  );
  const found = find(world, 'sky');
  expect(found[0]).toEqual([1, 'output', 'sky']);
  expect(found[1]?.[2]).toMatch(/^…x{50,} deep sky y+…$/);
  expect(String(found[1]?.[2]).length).toBeLessThan(250);
  expect(find(world, 'ångström ský')).toEqual([[1, 'output', 'Ångström SKÝ']]);
});
