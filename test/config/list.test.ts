import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {getKey} from '../../src/config/get.js';
import {setKey} from '../../src/config/set.js';
import {project, refusal} from './project.js';

const nightly = {name: 'nightly', path: '.', cron: '0 2 * * *', everyMs: undefined, jitterMs: 0, keep: 'last 3'};
const source = {name: 'source', path: 'src', cron: undefined, everyMs: 900_000, jitterMs: 60_000, keep: undefined};

const written = `backup:
  schedules:   # by the clock
    - {name: nightly, path: ., cron: "0 2 * * *", keep: last 3}
    - name: source
      path: src
      every: 15m
      jitter: 1m
  gitignore: no
`;

describe('a list in the config', () => {
  test('is read in any way YAML writes it, with the names and units of a config', async () => {
    const {config} = await project(written).load();
    expect(config.backup.schedules).toEqual([nightly, source]);
    expect(config.backup.gitignore).toBe(false);
    const json = JSON.stringify({backup: {schedules: [{name: '7', path: 'x', every: 60}]}});
    expect((await project(json).load()).config.backup.schedules).toMatchObject([{name: '7', everyMs: 60_000}]);
    expect(
      (await project('backup: {schedules: [{name: 7, path: 1, every: 60}]}').load()).config.backup.schedules,
    ).toEqual([{...source, name: '7', path: '1', everyMs: 60_000, jitterMs: 0}]);
  });

  test('is shown on one line, which is taken back as it is', async () => {
    const {file, load} = project(written);
    const {text} = getKey(await load(), 'backup.schedules');
    expect(text).toBe(
      '[{name: nightly, path: ., cron: "0 2 * * *", keep: "last 3"}, {name: source, path: src, every: "15m", jitter: "1m"}]',
    );
    await setKey(file, 'backup.schedules', text);
    expect((await load()).config.backup.schedules).toEqual([nightly, source]);
    expect(readFileSync(file, 'utf8')).toContain('  gitignore: no\n');
    await setKey(file, 'backup.schedules', '[]');
    expect((await load()).config.backup.schedules).toEqual([]);
  });

  test.each([
    ['backup: {schedules: 5}', 'orkestra.yaml:1: `backup.schedules` must be a list of entries in braces'],
    ['backup: {schedules: {name: x}}', 'must be a list of entries'],
    ['backup:\n  schedules:\n    - x\n', 'orkestra.yaml:3: `backup.schedules` entry 1: must have named fields'],
    [
      'backup:\n  schedules:\n    - {name: a, path: b}\n',
      ':3: `backup.schedules` entry 1: The schedule a needs `cron`',
    ],
    [written.replace('every: 15m', 'every: soon'), ':4: `backup.schedules` entry 2: `every` must be seconds or a'],
    [
      written.replace('jitter', 'jiter'),
      ':4: `backup.schedules` entry 2: unknown field `jiter`; did you mean `jitter`?',
    ],
    [written.replace('      path: src\n', ''), ':4: `backup.schedules` entry 2: `path` is missing'],
    [written.replace('0 2 *', '0 25 *'), ':3: `backup.schedules` entry 1: "25" is no hour of a schedule'],
    [written.replace('last 3', 'last x'), ':3: `backup.schedules` entry 1: `keep` is not right: "last" needs a whole'],
    [written.replace('name: source', 'name: nightly'), ':4: `backup.schedules` entry 2: Two schedules are called'],
    [written.replace('name: source', 'name: "-x y"'), ':4: `backup.schedules` entry 2: `name` is not right'],
    [
      'backup: {keep: dayly 7}',
      ':1: `backup.keep` is not right: "dayly" is no rule of a policy; did you mean "daily"?',
    ],
  ])('%s is refused with its line', async (text, message) => {
    expect(await refusal(project(text).load())).toContain(message);
  });

  test('a wrong list on the command line changes nothing', async () => {
    const {file} = project(written);
    for (const text of ['nightly', '[{name: x}]', '[', '{}'])
      expect(await refusal(setKey(file, 'backup.schedules', text))).toMatch(/^`backup\.schedules` /);
    expect(readFileSync(file, 'utf8')).toBe(written);
  });
});
