import {readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {defaultConfig} from '../../src/config/build.js';
import {editText} from '../../src/config/edit.js';
import {getKey, listSettings} from '../../src/config/get.js';
import {keys} from '../../src/config/keys.js';
import {readText} from '../../src/config/read.js';
import {setKey} from '../../src/config/set.js';
import {configTemplate} from '../../src/config/template.js';
import {readValue} from '../../src/config/validate.js';
import {project, refusal} from './project.js';

describe('the template', () => {
  test('says nothing but the defaults', async () => {
    const {dir, load} = project(configTemplate());
    const {config, warnings, settings} = await load();
    expect(config).toEqual(defaultConfig(dir));
    expect(warnings).toEqual([]);
    expect(new Set([...settings.values()].map(({origin}) => origin))).toEqual(new Set(['default']));
  });

  test('shows every key with its help, and switched on they are still the defaults', async () => {
    const on = configTemplate().replace(/^(\s*)# (?=[a-z_]+:( |$))/gm, '$1');
    for (const {key} of keys) expect(on).toContain(`# ${key.help}\n`);
    const {dir, load} = project(on);
    const {config, settings} = await load();
    expect(config).toEqual(defaultConfig(dir));
    const silent = [...settings].filter(([, {origin}]) => origin === 'default').map(([name]) => name);
    expect(silent).toEqual(keys.filter(({key}) => key.default === undefined).map(({name}) => name));
  });
});

/** A value for each key that is not its default. */
const other = (name: string): string => {
  const key = keys.find((entry) => entry.name === name)?.key;
  switch (key?.kind) {
    case 'toggle':
      return String(!key.default);
    case 'count':
      return String(key.default + 1);
    case 'duration':
      return '77s';
    case 'bytes':
      return '77MiB';
    case 'amount':
      return '7.5usd';
    case 'choice':
      return key.of.find((word) => word !== key.default) ?? '';
    case 'list':
      return '[{name: nightly, path: src, every: 15m}, {name: "007", path: ., cron: "0 2 * * *", keep: "last 3, daily 7"}]';
    default:
      if (name === 'backup.keep') return 'last 77';
      return name === 'project_root' ? 'sub' : `it's: "${name}" #1`;
  }
};

describe('setting a key', () => {
  // O-44
  test('each in turn, in a new file, keeps all that were set before, through loading and saving again', async () => {
    const {file, write, load} = project();
    write('', 'sub/keep');
    for (const {name} of keys) await setKey(file, name, other(name));
    const first = await load();
    expect(first.warnings).toEqual([]);
    expect([...first.settings.values()].filter(({origin}) => origin === 'default')).toEqual([]);
    for (const {name, key} of keys) {
      expect(readValue(key, other(name))).toEqual({ok: true, value: getKey(first, name).value});
      expect(getKey(first, name).value).not.toEqual(key.default);
    }
    const saved = readFileSync(file, 'utf8');
    for (const {name, text} of listSettings(first)) await setKey(file, name, text);
    const second = await load();
    expect(second.config).toEqual(first.config);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(saved.split('\n').length);
  });

  test('in the template switches its own line on, and no other', async () => {
    const {file, dir} = project();
    await setKey(file, 'systems.go_grim.enabled', 'off');
    const [before, after] = [configTemplate().split('\n'), readFileSync(file, 'utf8').split('\n')];
    const changed = after.flatMap((line, row) => (line === before[row] ? [] : [[before[row], line]]));
    expect(changed).toEqual([['    # enabled: true', '    enabled: false']]);
    expect(before[after.indexOf('    enabled: false') - 2]).toBe('  go_grim:');
    expect(readdirSync(dir)).toEqual(['orkestra.yaml']);
  });

  const mine = `# Anna's settings   (do not touch)

max_concurrent_tasks:   3     # a small machine
queue:      # tuned in May
    lease: "1m"
    # the network is slow

    retry_delay:  10s


# unknown to us
plugins: [a,   b]
logging: {level: INFO}
`;

  test.each([
    ['max_concurrent_tasks', '4', 'max_concurrent_tasks:   3     #', 'max_concurrent_tasks:   4     #'],
    ['queue.lease', '2m', '    lease: "1m"\n', '    lease: 2m\n'],
    ['logging.level', 'debug', 'logging: {level: INFO}', 'logging: {level: DEBUG}'],
    ['queue.retries', '9', '    retry_delay:  10s\n', '    retry_delay:  10s\n    retries: 9\n'],
    ['auto_assign', 'no', 'logging: {level: INFO}\n', 'logging: {level: INFO}\nauto_assign: false\n'],
    ['engine.takeover', 'no', 'logging: {level: INFO}\n', 'logging: {level: INFO}\nengine:\n  takeover: false\n'],
    [
      'systems.sh_grim.enabled',
      'no',
      'logging: {level: INFO}\n',
      'logging: {level: INFO}\nsystems:\n  sh_grim:\n    enabled: false\n',
    ],
  ])('%s to %s touches nothing else in a file somebody wrote', async (name, value, before, after) => {
    for (const text of [mine, mine.replaceAll('\n', '\r\n')]) {
      const {file, write} = project();
      write(text);
      await setKey(file, name, value);
      const newline = text.includes('\r\n') ? '\r\n' : '\n';
      const wanted = mine.replace(before, () => after).replaceAll('\n', newline);
      expect(readFileSync(file, 'utf8')).toBe(wanted);
    }
  });

  test.each([
    ['an empty file', '', 'queue:\n  lease: 2m\n'],
    ['no newline at the end', 'auto_assign: no', 'auto_assign: no\nqueue:\n  lease: 2m\n'],
    ['an empty section', 'queue:   # mine\nauto_assign: no\n', 'queue:   # mine\n  lease: 2m\nauto_assign: no\n'],
    [
      'a nested last value',
      'queue:\n  retry_delay:\n    5s\n# end\n',
      'queue:\n  retry_delay:\n    5s\n  lease: 2m\n# end\n',
    ],
    [
      'a block of text',
      'queue:\n  ageing: >-\n    5s\n\nauto_assign: no\n',
      'queue:\n  ageing: >-\n    5s\n\n  lease: 2m\nauto_assign: no\n',
    ],
    ['everything indented', '  auto_assign: no\n', '  auto_assign: no\n  queue:\n    lease: 2m\n'],
    ['an end marker', '---\nauto_assign: no\n...\n', '---\nauto_assign: no\nqueue:\n  lease: 2m\n...\n'],
    ['a comment that looks like the key', 'queue:\n  # lease: 1m was too short\n  retries: 1\n', undefined],
    ['JSON', '{"auto_assign": false,\n "queue": {"lease": 5}}', '{"auto_assign": false,\n "queue": {"lease": "2m"}}'],
    [
      'JSON without the key',
      '{"auto_assign":false}\n',
      '{\n  "auto_assign": false,\n  "queue": {\n    "lease": "2m"\n  }\n}\n',
    ],
    ['braces that are not JSON', '{auto_assign: no} # mine\n', undefined],
    ['a section that is null by name', 'queue: ~ # mine\n', undefined],
    ['a section in braces', 'queue: {retries: 1} # mine\n', undefined],
    ['an anchor', 'queue:\n  lease: &x !!str 1m # mine\n', undefined],
    ['a byte order mark', '\uFEFFqueue:\n  lease: 1m\n', '\uFEFFqueue:\n  lease: 2m\n'],
  ])('works in a file with %s', (_, before, after) => {
    const edited = editText(before, 'file', 'queue.lease', '2m') ?? '';
    if (after !== undefined) expect(edited).toBe(after);
    const [was, is] = [readText(before, 'file'), readText(edited, 'file')];
    expect(is.problems).toEqual([]);
    expect(is.values).toEqual(new Map([...was.values, ['queue.lease', 120_000]]));
    for (const comment of before.match(/#.*$/gm) ?? []) expect(edited).toContain(comment);
  });

  test('a value that is text stays text', async () => {
    const {file, load} = project();
    for (const name of ['007', 'true', 'null', '- x', "it's # 1", 'a: b', '{}', '"']) {
      await setKey(file, 'project_name', name);
      expect((await load()).config.projectName).toBe(name);
    }
  });

  test('repairs a wrong value even while another one is wrong', async () => {
    const {file, load} = project('auto_assign: 7\nmax_concurrent_tasks: [many]\n');
    expect(await setKey(file, 'auto_assign', 'yes')).toBe('true');
    expect(await refusal(load())).toMatch(/^orkestra\.yaml:2: [^\n]*$/);
    await setKey(file, 'max_concurrent_tasks', '2');
    expect((await load()).config).toMatchObject({autoAssign: true, maxConcurrentTasks: 2});
  });

  test('writes through a link', async () => {
    const {dir, file, write, load} = project();
    write('auto_assign: yes\n', 'dotfiles/mine.yaml');
    symlinkSync('dotfiles/mine.yaml', file);
    await setKey(file, 'auto_assign', 'no');
    expect(readFileSync(join(dir, 'dotfiles/mine.yaml'), 'utf8')).toBe('auto_assign: false\n');
    expect((await load()).config.autoAssign).toBe(false);
  });

  test.each([
    ['max_concurent_tasks', '3', 'unknown key `max_concurent_tasks`; did you mean `max_concurrent_tasks`?'],
    ['queue', '3', '`queue` is a section; name one of its keys, such as `queue.ageing`'],
    ['__proto__', '3', 'unknown key `__proto__`'],
    ['max_concurrent_tasks', '0', '`max_concurrent_tasks` must be a whole number from 1 to 1000, not "0"'],
    ['project_root', 'nope', /`project_root` must be an existing folder, not .*\/nope$/],
  ])('refuses %s = %s and changes nothing', async (name, value, message) => {
    const {dir, file} = project('auto_assign: no\n');
    expect(await refusal(setKey(file, name, value))).toMatch(message);
    expect(readFileSync(file, 'utf8')).toBe('auto_assign: no\n');
    expect(await refusal(setKey(join(dir, 'new.yaml'), name, value))).toMatch(message);
    expect(readdirSync(dir)).toEqual(['orkestra.yaml']);
  });

  test.each([
    ['a syntax error', 'a: "\n', /orkestra\.yaml:\d: this is not valid YAML/],
    ['a key twice', 'auto_assign: no\nauto_assign: yes\n', /orkestra\.yaml:2: `auto_assign` is there twice/],
    ['a section that is none', 'queue: 5\n', /orkestra\.yaml:1: `queue` must be a section/],
  ])('leaves a file with %s as it is', async (_, content, message) => {
    const {file} = project(content);
    expect(await refusal(setKey(file, 'queue.lease', '1m'))).toMatch(message);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  test('names the place when the file cannot be made', async () => {
    const {dir} = project();
    writeFileSync(join(dir, 'file'), '');
    expect(await refusal(setKey(join(dir, 'file', 'orkestra.yaml'), 'auto_assign', 'no'))).toMatch(
      /A part of .* is a file/,
    );
    expect(await refusal(setKey(join(dir, 'no', 'orkestra.yaml'), 'auto_assign', 'no'))).toBe(
      `${dir}/no does not exist.`,
    );
  });
});
