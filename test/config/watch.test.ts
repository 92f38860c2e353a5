import {mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import type {Loaded, LoadOptions} from '../../src/config/load.js';
import {setKey} from '../../src/config/set.js';
import {watchConfig} from '../../src/config/watch.js';
import {until} from '../support/world.js';
import {type Project, project} from './project.js';

/** Watches, and keeps what was told. */
async function watched({load}: Project, options?: LoadOptions, between: () => void = () => {}) {
  const told: Loaded[] = [];
  const problems: string[] = [];
  const started = await load(options);
  between();
  const close = await watchConfig(
    started,
    (loaded) => told.push(loaded),
    (problem) => problems.push(problem.message),
  );
  onTestFinished(close);
  const tasks = (): number | undefined => told.at(-1)?.config.maxConcurrentTasks;
  const becomes = (count: number): Promise<true> =>
    until(() => tasks() === count || undefined, `max_concurrent_tasks ${count}`);
  return {
    told,
    problems,
    close,
    becomes,
    complains: (count: number) => until(() => problems.length >= count, 'a problem'),
  };
}

/** An environment that notices when it is asked, which is in the middle of a reading. */
function watchedEnv() {
  const seen = {count: 0, onReading: () => {}};
  const env = {
    get ORKESTRA_LOG_LEVEL() {
      seen.count++;
      seen.onReading();
      return undefined;
    },
  };
  return {env, seen};
}

const tasks = (count: number): string => `max_concurrent_tasks: ${count}\n`;

test('an edit, a replacement by renaming, a deletion and a new file are all followed', async () => {
  const place = project(tasks(1));
  const {becomes, problems} = await watched(place);
  place.write(tasks(2));
  await becomes(2);
  writeFileSync(join(place.dir, 'swap'), tasks(3));
  renameSync(join(place.dir, 'swap'), place.file);
  await becomes(3);
  place.write(tasks(4));
  await becomes(4);
  rmSync(place.file);
  await becomes(5);
  place.write(tasks(6));
  await becomes(6);
  await setKey(place.file, 'max_concurrent_tasks', '7');
  await becomes(7);
  expect(problems).toEqual([]);
});

test('a file that was missing at the start is noticed when it appears', async () => {
  const place = project();
  const {becomes} = await watched(place);
  place.write(tasks(2));
  await becomes(2);
});

test('a change between loading and watching is not lost', async () => {
  const place = project(tasks(1));
  const {becomes} = await watched(place, {}, () => place.write(tasks(2)));
  await becomes(2);
});

test('a broken edit keeps the old config and says why; the repair is told even when nothing else changed', async () => {
  const place = project(tasks(1));
  const {env, seen} = watchedEnv();
  const {told, problems, complains, becomes} = await watched(place, {env});
  place.write('max_concurrent_tasks: many\n');
  await complains(1);
  expect(problems).toEqual([
    'orkestra.yaml:1: `max_concurrent_tasks` must be a whole number from 1 to 1000, not "many"',
  ]);
  expect(told).toEqual([]);
  const before = seen.count;
  place.write('max_concurrent_tasks: many\n# the same mistake\n');
  await until(() => seen.count > before, 'another reading');
  place.write('max_concurrent_tasks: "\n');
  await complains(2);
  place.write(tasks(1));
  await becomes(1);
  expect(told).toHaveLength(1);
  expect(problems).toEqual([problems[0], expect.stringContaining('this is not valid YAML')]);
});

test('an edit that changes no value is not told, a new warning is', async () => {
  const place = project(tasks(1));
  const {told} = await watched(place);
  place.write(`# a comment\n${tasks(1)}`);
  place.write(`# a comment\n${tasks(1)}plugins: 1\n`);
  await until(() => told.length > 0, 'the warning');
  expect(told.map(({warnings}) => warnings)).toEqual([['orkestra.yaml:3: unknown key `plugins`']]);
});

test('a flood of edits ends with the last one', async () => {
  const place = project(tasks(1));
  const {becomes, problems} = await watched(place);
  for (let count = 1; count <= 300; count++) place.write(tasks(count));
  await becomes(300);
  expect(problems).toEqual([]);
});

test('the environment still wins after an edit', async () => {
  const place = project(tasks(1));
  const {told, becomes} = await watched(place, {env: {ORKESTRA_LOG_LEVEL: 'ERROR'}});
  place.write(`${tasks(2)}logging: {level: DEBUG}\n`);
  await becomes(2);
  expect(told.at(-1)?.config.logging.level).toBe('ERROR');
});

test('a file named by --config that goes away is a problem, and its return is noticed', async () => {
  const place = project();
  place.write(tasks(1), 'mine.yaml');
  const {problems, complains, becomes} = await watched(place, {file: 'mine.yaml'});
  rmSync(join(place.dir, 'mine.yaml'));
  await complains(1);
  expect(problems[0]).toMatch(/^There is no config file .*mine\.yaml\.$/);
  place.write(tasks(2), 'mine.yaml');
  await becomes(2);
});

test('a link is followed to the file it names', async () => {
  const place = project();
  mkdirSync(join(place.dir, 'dotfiles'));
  place.write(tasks(1), 'dotfiles/mine.yaml');
  symlinkSync('dotfiles/mine.yaml', place.file);
  const {becomes} = await watched(place);
  place.write(tasks(2), 'dotfiles/mine.yaml');
  await becomes(2);
});

test('after close nothing is told, not even by a reading under way', async () => {
  const place = project(tasks(1));
  const {env, seen} = watchedEnv();
  const [closed, open] = [await watched(place, {env}), await watched(place)];
  let closing: Promise<void> | undefined;
  seen.onReading = () => {
    closing ??= closed.close();
  };
  place.write(tasks(2));
  await open.becomes(2);
  await until(() => closing, 'a reading');
  await closing;
  place.write(tasks(3));
  await open.becomes(3);
  expect(closed.told).toEqual([]);
});
