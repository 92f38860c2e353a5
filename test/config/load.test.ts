import {symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';
import {execa} from 'execa';
import {describe, expect, test} from 'vitest';
import {defaultConfig} from '../../src/config/build.js';
import {getKey} from '../../src/config/get.js';
import {OrkestraError} from '../../state/errors.js';
import {project, refusal} from './project.js';

describe('a config', () => {
  test.each([
    ['a missing file', undefined],
    ['an empty file', ''],
    ['a file of comments', '# nothing yet\n'],
    ['a file that says null', '---\n~\n'],
    ['empty sections', 'queue:\nlogging: {}\nsystems:\n  sh_grim:\n'],
    ['a byte order mark', '\uFEFF'],
  ])('from %s is the defaults', async (_, content) => {
    const {dir, load} = project(content);
    const {config, warnings, isThere} = await load();
    expect(config).toEqual(defaultConfig(dir));
    expect(warnings).toEqual([]);
    expect(isThere).toBe(content !== undefined);
  });

  // O-66
  test('keeps the defaults of what a section does not name', async () => {
    const {dir, load} = project('queue:\n  lease: 1m\nsystems:\n  go_grim:\n    enabled: no\n');
    const {config} = await load();
    const defaults = defaultConfig(dir);
    expect(config).toEqual({
      ...defaults,
      queue: {...defaults.queue, leaseMs: 60_000},
      systems: {...defaults.systems, goGrim: {...defaults.systems.goGrim, enabled: false}},
    });
  });

  // S-27
  test('with exactly the keys of Scythe loads from config.yaml', async () => {
    const {dir, write, load} = project();
    write(
      `logging: {level: WARNING, file: scythe.log}
systems:
  sh_grim: {enabled: true, health_check_script: health.sh}
  go_grim: {enabled: false, binary: build/grim-compression}
  py_grim: {enabled: true, module: grim_web.app}
operations: {timeout: 30, max_concurrent: 2, retry_attempts: 1}
`,
      'config.yaml',
    );
    const {config, warnings} = await load();
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({
      logging: {level: 'WARNING', file: join(dir, 'scythe.log')},
      systems: {
        shGrim: {enabled: true, healthCheckScript: 'health.sh'},
        goGrim: {enabled: false, binary: 'build/grim-compression'},
        pyGrim: {enabled: true, module: 'grim_web.app'},
      },
      operations: {timeoutMs: 30_000, maxConcurrent: 2, retryAttempts: 1},
    });
  });

  // O-114
  test('in JSON, as the old program saved it, loads too', async () => {
    const {dir, write, load} = project();
    write(
      JSON.stringify({
        auto_assign: false,
        auto_recovery: false,
        enable_democracy: false,
        consensus_method: 'unanimous',
        health_check_interval: 60,
        recovery_check_interval: 120,
        max_concurrent_tasks: 9,
        project_root: dir,
      }),
      'orkestra/config.json',
    );
    const {config, warnings} = await load({file: 'orkestra/config.json'});
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({
      autoAssign: false,
      autoRecovery: false,
      enableDemocracy: false,
      consensusMethod: 'unanimous',
      healthCheckIntervalMs: 60_000,
      recoveryCheckIntervalMs: 120_000,
      maxConcurrentTasks: 9,
      projectRoot: dir,
    });
  });

  test('takes a name that looks like a number or a truth as it was typed', async () => {
    const {load, write} = project('project_name: 007\n');
    expect((await load()).config.projectName).toBe('007');
    write('project_name: true');
    expect((await load()).config.projectName).toBe('true');
  });

  test('warns about keys nobody knows, with the place and the likely name, and loads', async () => {
    const {load} = project(
      'max_concurent_tasks: 3\nqueue:\n  lese: 1m\n  ageing: 1m\nlease: 5s\n__proto__: {x: 1}\nconstructor: 1\n? [a]\n: 1\nloging:\n  level: 5\n',
    );
    const {config, warnings} = await load();
    expect(config.queue.ageingMs).toBe(60_000);
    expect(warnings).toEqual([
      'orkestra.yaml:1: unknown key `max_concurent_tasks`; did you mean `max_concurrent_tasks`?',
      'orkestra.yaml:3: unknown key `queue.lese`; did you mean `queue.lease`?',
      'orkestra.yaml:5: unknown key `lease`; did you mean `queue.lease`?',
      'orkestra.yaml:6: unknown key `__proto__`',
      'orkestra.yaml:7: unknown key `constructor`',
      'orkestra.yaml:8: unknown key `?`',
      'orkestra.yaml:10: unknown key `loging`; did you mean `logging`?',
    ]);
  });
});

describe('a refusal', () => {
  // S-27
  test('lists every problem with its line, in one error', async () => {
    const {load} = project(
      'max_concurrent_tasks: many\n\nqueue: 5\nlogging:\n  level: LOUD\noperations:\n  - timeout\nauto_assign:\n',
    );
    const error = await load({env: {ORKESTRA_MAX_RETRIES: 'x'}}).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(OrkestraError);
    expect(error).toMatchObject({code: 'invalid'});
    expect((error as Error).message.split('\n')).toEqual([
      'orkestra.yaml:1: `max_concurrent_tasks` must be a whole number from 1 to 1000, not "many"',
      'orkestra.yaml:3: `queue` must be a section with keys of its own',
      'orkestra.yaml:5: `logging.level` must be one of DEBUG, INFO, WARNING, ERROR, not "LOUD"',
      'orkestra.yaml:6: `operations` must be a section with keys of its own',
      'orkestra.yaml:8: `auto_assign` must be true or false, but it is empty',
      '`ORKESTRA_MAX_RETRIES` in the environment must be a whole number from 0 to 1000, not "x"',
    ]);
  });

  test.each([
    ['bad indentation', 'a: 1\n b: 2\n', /^orkestra\.yaml:[12]: this is not valid YAML: /],
    ['an open quote', 'project_name: "open\n', /^orkestra\.yaml:\d: this is not valid YAML: Missing closing "quote$/],
    ['a tab', 'queue:\n\tlease: 1m\n', /^orkestra\.yaml:2: this is not valid YAML: .*[Tt]abs?/],
    ['a list', '- a\n- b\n', /^orkestra\.yaml:1: the file must be a list of `key: value` lines$/],
    ['a word', '\nhello\n', /^orkestra\.yaml:2: the file must be a list of `key: value` lines$/],
    ['two documents', 'auto_assign: no\n---\nauto_assign: yes\n', /^orkestra\.yaml:2: .* a second one starts here$/],
    [
      'a key twice',
      'queue:\n  lease: 1m\n  lease: 2m\n',
      /^orkestra\.yaml:3: `queue\.lease` is there twice; the first is on line 2$/,
    ],
    [
      'a section twice',
      'queue:\n  lease: 1m\n\nqueue:\n',
      /^orkestra\.yaml:4: `queue` is there twice; the first is on line 1$/,
    ],
    ['an alias', 'x: &a 5\nmax_concurrent_tasks: *a\n', /^orkestra\.yaml:2: the alias `\*a` is not allowed here/],
    ['a merge key', 'x: &a {lease: 1m}\nqueue:\n  <<: *a\n', /^orkestra\.yaml:3: the alias `\*a` is not allowed here/],
    ['an unknown alias', 'queue: *nobody\n', /^orkestra\.yaml:1: /],
    ['a hostile nest', '['.repeat(20_000), /^orkestra\.yaml:1: /],
    ['not text', new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0xfe]), /orkestra\.yaml is not UTF-8 text\.$/],
    ['1 MB', `# ${'x'.repeat(1_100_000)}`, /orkestra\.yaml is larger than 1 MB/],
  ])('of %s is one clear sentence', async (_, content, message) => {
    const {write, load} = project();
    write(content);
    const said = await refusal(load());
    expect(said).toMatch(message);
    expect(said?.split('\n')).toHaveLength(1);
  });

  test('of a bomb of aliases comes at once and costs no memory', async () => {
    const bomb = Array.from(
      {length: 30},
      (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}*a${level}]`,
    );
    const {load} = project(['a0: &a0 lol', ...bomb].join('\n'));
    expect(await refusal(load())).toBe('orkestra.yaml:2: the alias `*a0` is not allowed here; write the value itself');
  });

  test.each([
    ['a folder', '.', /config-\w+ is a folder, not a file\.$/],
    [
      'a path below a file',
      'file/orkestra.yaml',
      /A part of .*file\/orkestra\.yaml is a file where a folder should be\.$/,
    ],
    ['a missing file', 'none.yaml', /^There is no config file .*none\.yaml\.$/],
    ['a device', '/dev/zero', /^\/dev\/zero is not a regular file\.$/],
    ['a loop of links', 'loop', /loop leads through links that never end\.$/],
  ])('of %s named by --config says so', async (_, file, message) => {
    const {dir, write, load} = project();
    write('', 'file');
    symlinkSync('loop', join(dir, 'loop'));
    expect(await refusal(load({file}))).toMatch(message);
  });

  test('of a pipe does not wait for somebody to write into it', async () => {
    const {dir, load} = project();
    await execa('mkfifo', [join(dir, 'orkestra.yaml')]);
    expect(await refusal(load())).toMatch(/orkestra\.yaml is not a regular file\.$/);
  });

  test('of a file the system protects names it', async () => {
    // Root may read everything but this.
    expect(await refusal(project().load({file: '/proc/1/mem'}))).toMatch(/^\/proc\/1\/mem |access to \/proc\/1\/mem/);
  });
});

describe('the origin', () => {
  test('of a value is the default, a line, a variable or a flag', async () => {
    const {dir, load} = project('# mine\nlogging:\n  level: ERROR\nqueue:\n  retries: 7\n  lease: 90s\n');
    const loaded = await load({env: {ORKESTRA_LOG_LEVEL: 'debug', ORKESTRA_MAX_RETRIES: ''}, projectRoot: dir});
    expect(loaded.config).toMatchObject({logging: {level: 'DEBUG'}, queue: {retries: 7}});
    const told = ['logging.level', 'queue.retries', 'queue.lease', 'queue.ageing', 'project_root', 'project_name'].map(
      (name) => {
        const {text, origin} = getKey(loaded, name);
        return [name, text, origin];
      },
    );
    expect(told).toEqual([
      ['logging.level', 'DEBUG', 'env ORKESTRA_LOG_LEVEL'],
      ['queue.retries', '7', 'orkestra.yaml:5'],
      ['queue.lease', '1m30s', 'orkestra.yaml:6'],
      ['queue.ageing', '10m', 'default'],
      ['project_root', dir, 'flag --project-root'],
      ['project_name', '', 'default'],
    ]);
  });

  test('is asked by a dotted name, and a wrong one is answered with the right one', async () => {
    const loaded = await project().load();
    expect(getKey(loaded, 'queue.lease')).toMatchObject({value: 30_000, text: '30s'});
    expect(() => getKey(loaded, 'queue.leese')).toThrow('unknown key `queue.leese`; did you mean `queue.lease`?');
    expect(() => getKey(loaded, 'queue')).toThrow('`queue` is a section; name one of its keys, such as `queue.ageing`');
    expect(() => getKey(loaded, 'banana')).toThrow(/^unknown key `banana`$/);
    expect(() => getKey(loaded, 'constructor')).toThrow('unknown key `constructor`');
  });

  test('of the environment alone is told without any file', async () => {
    const loaded = await project().load({env: {ORKESTRA_MAX_RETRIES: '9'}});
    expect(loaded.config.queue.retries).toBe(9);
    expect(getKey(loaded, 'queue.retries').origin).toBe('env ORKESTRA_MAX_RETRIES');
  });
});

describe('the project root', () => {
  test('is the folder of the file, or what the file says, or what the flag says', async () => {
    const {dir, write, load} = project('');
    write('', 'elsewhere/other.yaml');
    expect((await load()).config.projectRoot).toBe(dir);
    expect((await load({file: 'elsewhere/other.yaml'})).config.projectRoot).toBe(join(dir, 'elsewhere'));
    write('project_root: ..', 'elsewhere/other.yaml');
    expect((await load({file: 'elsewhere/other.yaml'})).config.projectRoot).toBe(dir);
    expect((await load({file: 'elsewhere/other.yaml', projectRoot: 'elsewhere'})).config.projectRoot).toBe(
      join(dir, 'elsewhere'),
    );
  });

  test('must be a folder', async () => {
    const {dir, load} = project('auto_assign: no\nproject_root: nope\n');
    expect(await refusal(load())).toBe(`orkestra.yaml:2: \`project_root\` must be an existing folder, not ${dir}/nope`);
    expect(await refusal(load({projectRoot: 'orkestra.yaml'}))).toMatch(
      /^flag --project-root: .*, not .*orkestra\.yaml$/,
    );
  });
});

describe('the file that is read', () => {
  test('is orkestra.yaml before config.yaml, and --config before both', async () => {
    const {write, load} = project('max_concurrent_tasks: 1');
    write('max_concurrent_tasks: 2\nsystems:\n  sh_grim:\n', 'config.yaml');
    write('max_concurrent_tasks: 3', 'mine.yml');
    expect((await load()).config.maxConcurrentTasks).toBe(1);
    expect((await load({file: 'mine.yml'})).config.maxConcurrentTasks).toBe(3);
  });

  test("is not another program's config.yaml", async () => {
    const {dir, write, load} = project();
    write('logging:\n  level: 17\n', 'config.yaml');
    expect(await load()).toMatchObject({isThere: false, file: join(dir, 'orkestra.yaml')});
  });

  test('is called by its whole path when it lies elsewhere', async () => {
    const [here, there] = [project(), project('auto_assign: 5')];
    expect(await refusal(here.load({projectRoot: there.dir}))).toMatch(`${there.file}:1: \`auto_assign\` must be`);
  });
});

test('a start without a file loads neither the YAML parser nor the validator', async () => {
  const {metafile} = await build({
    entryPoints: ['src/config/load.ts'],
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    outdir: 'nowhere',
    platform: 'node',
    format: 'esm',
  });
  const atOnce = new Set(['nowhere/load.js']);
  for (const file of atOnce) {
    for (const {path, kind} of metafile.outputs[file]?.imports ?? []) if (kind === 'import-statement') atOnce.add(path);
  }
  const inputs = (files: Iterable<string>) =>
    [...files].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));
  const heavy = /node_modules\/(yaml|zod)\//;
  expect(inputs(Object.keys(metafile.outputs)).some((input) => heavy.test(input))).toBe(true);
  expect(inputs(atOnce)).toContain('src/config/schema.ts');
  expect(inputs(atOnce).filter((input) => heavy.test(input))).toEqual([]);
});
