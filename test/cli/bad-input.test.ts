import {mkdirSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Command} from '../../src/cli/command.js';
import {orkestra, runInside} from '../support/program.js';
import {expectErrorDocument, expectSentence, type Refusal} from '../support/refusal.js';
import {snapshotOf} from '../support/snapshot.js';
import {scratch} from '../support/world.js';
import {type BadCall, HOSTILE, pathWords, refused, wrongCalls, wrongPlaces} from './bad-input.js';
import {sampleProjects} from './sample-project.js';
import {argsIn, type Sample, sampled} from './samples.js';

const copySample = sampleProjects();
const all = sampled.map(({command, sample}) => [command.path, command, sample] as const);

const nameOf = (words: readonly string[]): string => words.join(' ').slice(0, 120);

/** Both ways of telling, in words and as a document. */
async function expectRefused(
  command: Command,
  words: readonly string[],
  refusal: Refusal,
  root: string,
): Promise<void> {
  const path = pathWords(command);
  const name = nameOf([...path, ...words]);
  if (!words.includes('--json')) {
    expectSentence(await runInside([...path, '--project-root', root, ...words]), refusal, name);
  }
  expectErrorDocument(await runInside([...path, '--json', '--project-root', root, ...words]), refusal, name);
}

/** What is called well elsewhere, from a project that stands ready for it. */
async function goodArgs(sample: Sample): Promise<string[]> {
  const dir = copySample();
  if (sample.takesPaths) await sample.before?.(dir);
  return argsIn(dir, sample);
}

/** Files that are named count from where the person stands. */
const placed = (call: BadCall, dir: string): string[] =>
  call.words.map((word) => (/^(no\/such|docs|missing)/.test(word) ? join(dir, word) : word));

describe.each(all)('orkestra %s refuses in one clear sentence and changes nothing:', (path, command, sample) => {
  // O-51, O-126
  // part of O-55
  test('words that make no sense', async () => {
    const dir = copySample();
    const before = snapshotOf(dir);
    for (const call of wrongCalls(command, sample)) await expectRefused(command, call.words, call, dir);
    expect(snapshotOf(dir)).toEqual(before);
  });

  test('what it cannot do', async () => {
    const cases = refused[path];
    if (!cases) throw new Error(`test/cli/bad-input.ts does not say what \`orkestra ${path}\` refuses`);
    const dir = copySample();
    const before = snapshotOf(dir);
    for (const call of cases) {
      const says = new RegExp(call.says.source, call.says.flags);
      await expectRefused(command, placed(call, dir), {...call, says}, dir);
    }
    expect(snapshotOf(dir)).toEqual(before);
  });

  if (sample.isFree) return;

  test('a place that cannot be', async () => {
    const dir = scratch();
    const args = await goodArgs(sample);
    for (const {root, says} of wrongPlaces(dir)) {
      if (path === 'init' && !root.includes('a-file')) continue;
      await expectRefused(command, args, {code: path === 'init' ? codeOfInit(root) : 2, says}, root);
    }
    expect(readdirSync(dir).sort()).toEqual(['a-file', 'empty']);
    expect(readdirSync(join(dir, 'empty'))).toEqual([]);
  });

  test('a configuration that cannot be read', async () => {
    const args = await goodArgs(sample);
    const dir = copySample();
    const before = snapshotOf(dir);
    // These two make it.
    if (path !== 'config set' && path !== 'init') {
      const words = ['--config', join(dir, 'no-such.yaml'), ...args];
      await expectRefused(command, words, {code: 1, says: /There is no config file .*no-such\.yaml/}, dir);
    }
    await expectRefused(command, ['--config', dir, ...args], {code: 2, says: /is a folder/}, dir);
    expect(snapshotOf(dir)).toEqual(before);
  });

  if (sample.needsNoProject) return;

  test('a folder without a project, and makes none there', async () => {
    const dir = scratch();
    await expectRefused(command, sample.args, {code: 1, says: /There is no orkestra project in/}, dir);
    expect(readdirSync(dir)).toEqual([]);
  });
});

const codeOfInit = (root: string): 1 | 2 => (root.endsWith('below') ? 1 : 2);

describe('the program as a whole', () => {
  test.each([
    [['tsk', 'add'], /Unknown command 'tsk'.\nDid you mean `task`\?/],
    [['task', 'lst'], /Unknown command 'lst'.\nDid you mean `list`\?/],
    [['audit', 'verfy'], /Did you mean `verify`/],
    [['task'], /`orkestra task` needs one of its commands: add, list/],
    [['--nonsense'], /Unknown option '--nonsense'/],
    [['--project-root'], /argument missing/],
    [[HOSTILE], /Unknown command/],
    [[''], /Unknown command ''/],
  ] as const)('%j is refused with the next step, by the built program', async (words, says) => {
    const dir = scratch();
    expectSentence(await orkestra(dir, ...words), {code: 2, says}, nameOf(words));
    expectErrorDocument(await orkestra(dir, '--json', ...words), {code: 2, says}, nameOf(words));
    expect(readdirSync(dir)).toEqual([]);
  });

  test('a bug is told calmly, with its stack only when asked, and the stack goes to the log', async () => {
    // O-126
    const dir = copySample();
    const output = join(dir, '.orkestra', 'runs', '1', '1.log');
    rmSync(output);
    mkdirSync(output);
    const calm = await orkestra(dir, 'task', 'show', '1');
    expect(calm).toMatchObject({code: 1, out: ''});
    expect(calm.err).toMatch(/^Something went wrong inside orkestra: EISDIR.*\nRun it again with --debug/);
    expect(calm.err).not.toMatch(/\n\s+at /);
    const log = readFileSync(join(dir, '.orkestra', 'logs', 'orkestra.log'), 'utf8');
    expect(log).toMatch(/ERROR \d+ orkestra task show failed\n.*EISDIR.*\n\s+at /);
    const told = await orkestra(dir, 'task', 'show', '1', '--debug');
    expect(told.err).toMatch(/\n\s+at /);
  });
});

test('two commands at once both do their work', async () => {
  const dir = copySample();
  const titles = Array.from({length: 6}, (_, number) => `at once ${number}`);
  const ran = await Promise.all(titles.map((title) => orkestra(dir, 'task', 'add', title, '--json')));
  expect(ran.map(({code}) => code)).toEqual(titles.map(() => 0));
  expect(new Set(ran.map(({out}) => (JSON.parse(out) as {id: number}).id)).size).toBe(titles.length);
  const listed = JSON.parse((await orkestra(dir, 'task', 'list', '--text', 'at once', '--json')).out) as {
    title: string;
  }[];
  expect(listed.map(({title}) => title).sort()).toEqual(titles);
});
