import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {answerOf, orkestra, orkestraWith} from '../support/program.js';
import {expectSentence} from '../support/refusal.js';
import {snapshotOf} from '../support/snapshot.js';
import {scratch} from '../support/world.js';

interface InitAnswer {
  root: string;
  made: string[];
  requirements: {name: string; ok: boolean; hint: string}[];
}

/** The layout that docs/how-it-works.md shows. */
const layout = [
  'orkestra.yaml',
  '.orkestra',
  '.orkestra/orkestra.db',
  '.orkestra/locks',
  '.orkestra/runs',
  '.orkestra/logs',
  '.orkestra/logs/audit',
];

const folder = (path: string): string => {
  mkdirSync(path, {recursive: true});
  return path;
};

describe('orkestra init', () => {
  test.each([
    ['an empty folder', () => scratch()],
    ['a folder with spaces and accents', () => folder(join(scratch(), 'my first project, déjà vu'))],
    [
      'a git repository',
      () => {
        const dir = scratch();
        execFileSync('git', ['init', '-q', dir]);
        return dir;
      },
    ],
  ])('makes the layout in %s, and then the engine works there', async (_, make) => {
    // O-43, O-46
    const dir = make();
    const {made, root} = await answerOf<InitAnswer>(dir, 'init');
    expect(root).toBe(dir);
    expect(made.sort()).toEqual([...layout].sort());
    for (const path of layout) expect(existsSync(join(dir, path)), path).toBe(true);
    await answerOf(dir, 'task', 'add', 'hello', '--run', 'pwd');
    expect((await orkestra(dir, 'run', '--until-idle')).code).toBe(0);
    expect((await orkestra(dir, 'task', 'logs', '1')).out).toBe(`${dir}\n`);
  });

  test('keeps what is ours out of the repository of the user, and nothing else', async () => {
    const dir = scratch();
    execFileSync('git', ['init', '-q', dir]);
    await orkestra(dir, 'init');
    expect(readFileSync(join(dir, '.orkestra', '.gitignore'), 'utf8')).toBe('*\n');
    const seen = execFileSync('git', ['-C', dir, 'status', '--porcelain', '-uall'], {encoding: 'utf8'});
    expect(seen).toBe('?? orkestra.yaml\n');
  });

  test('run again changes nothing, and puts back only what was lost', async () => {
    const dir = scratch();
    await orkestra(dir, 'init');
    writeFileSync(join(dir, 'orkestra.yaml'), '# mine\nmax_concurrent_tasks: 2\n');
    const before = snapshotOf(dir);
    expect(await answerOf<InitAnswer>(dir, 'init')).toMatchObject({made: []});
    expect(snapshotOf(dir)).toEqual(before);
    execFileSync('rm', ['-r', join(dir, '.orkestra', 'runs')]);
    expect(await answerOf<InitAnswer>(dir, 'init')).toMatchObject({made: ['.orkestra/runs']});
    expect(readFileSync(join(dir, 'orkestra.yaml'), 'utf8')).toBe('# mine\nmax_concurrent_tasks: 2\n');
  });

  test('makes the folder that --project-root names, also below a project', async () => {
    // O-125
    const dir = scratch();
    await orkestra(dir, 'init');
    expect((await orkestra(dir, 'init', '--project-root', 'sub/one')).code).toBe(0);
    expect(existsSync(join(dir, 'sub/one/.orkestra/orkestra.db'))).toBe(true);
    const two = folder(join(dir, 'sub/two'));
    expect((await answerOf<InitAnswer>(two, 'init')).root).toBe(two);
    expect(existsSync(join(two, 'orkestra.yaml'))).toBe(true);
  });

  test('makes the project where the configuration says it lies', async () => {
    // part of O-47: project_root
    const dir = scratch();
    folder(join(dir, 'code'));
    writeFileSync(join(dir, 'orkestra.yaml'), 'project_root: code\n');
    expect((await answerOf<InitAnswer>(dir, 'init')).root).toBe(join(dir, 'code'));
    expect(await answerOf(dir, 'status')).toMatchObject({root: join(dir, 'code'), project: 'code'});
  });

  test('leaves the config.yaml of Scythe in force', async () => {
    const dir = scratch();
    writeFileSync(join(dir, 'config.yaml'), 'systems:\n  sh_grim:\n    enabled: false\n');
    await orkestra(dir, 'init');
    expect(existsSync(join(dir, 'orkestra.yaml'))).toBe(false);
    expect((await orkestra(dir, 'config', 'get', 'systems.sh_grim.enabled')).out).toBe('false\n');
  });

  test('tells what this machine lacks, and what works works without it and without any key', async () => {
    // O-45
    const dir = scratch();
    const answer = await answerOf<InitAnswer>(dir, 'init');
    expect(answer.requirements.map(({name}) => name)).toEqual(['sh', 'git']);
    const bare = scratch('bare');
    const bin = folder(join(bare, 'bin'));
    for (const program of ['sh', 'mv', 'rm', 'env']) symlinkSync(`/bin/${program}`, join(bin, program));
    const keys = Object.keys(process.env).filter((name) => /_(API_KEY|TOKEN)$/.test(name));
    const env = {...Object.fromEntries(keys.map((name) => [name, undefined])), PATH: bin};
    const made = await orkestraWith(bare, {env}, 'init');
    expect(made).toMatchObject({code: 0, err: ''});
    expect(made.out).toMatch(/^missing: git: without git, \w+/m);
    expect(made.out).not.toMatch(/missing: sh/);
    await orkestraWith(bare, {env}, 'task', 'add', 'hello', '--run', 'env');
    expect(await orkestraWith(bare, {env}, 'run', '--until-idle')).toMatchObject({code: 0, err: ''});
    const {out} = await orkestraWith(bare, {env}, 'task', 'logs', '1');
    expect(out).toMatch(/^ORKESTRA_TASK=1$/m);
    expect(out).not.toMatch(/_API_KEY=/);
  });

  test.each([
    ['a file in its way', (dir: string) => writeFileSync(join(dir, '.orkestra'), ''), '.', /a file is in its way/],
    [
      'a path under a file',
      (dir: string) => writeFileSync(join(dir, 'file'), ''),
      'file/below',
      /a file is in its way/,
    ],
    ['a place that holds no folders', () => {}, '/proc/orkestra', /the system holds no folders there/],
  ])('refuses %s, and leaves nothing behind', async (_, prepare, root, says) => {
    const dir = scratch();
    prepare(dir);
    const before = readdirSync(dir);
    expectSentence(await orkestra(dir, 'init', '--project-root', root), {code: 1, says}, root);
    expect(readdirSync(dir)).toEqual(before);
  });

  test('refuses a configuration that is wrong before it makes anything', async () => {
    const dir = scratch();
    writeFileSync(join(dir, 'orkestra.yaml'), 'auto_assign: 7\n');
    expectSentence(
      await orkestra(dir, 'init'),
      {code: 2, says: /orkestra\.yaml:1: `auto_assign` must be true or false/},
      'init',
    );
    expect(readdirSync(dir)).toEqual(['orkestra.yaml']);
  });

  test('refuses a folder that cannot be written', async ({skip}) => {
    const dir = scratch();
    const closed = folder(join(dir, 'closed'));
    execFileSync('chmod', ['555', closed]);
    if (process.getuid?.() === 0) skip('root may write everywhere');
    expectSentence(await orkestra(closed, 'init'), {code: 1, says: /the folder is read-only/}, 'init');
    expect(statSync(closed).mode & 0o777).toBe(0o555);
  });
});

test('a command finds the project of the folder it stands in or below', async () => {
  // O-125
  const dir = scratch();
  await orkestra(dir, 'init');
  const deep = folder(join(dir, 'src', 'deep'));
  expect(await answerOf(deep, 'status')).toMatchObject({root: dir});
  await answerOf(deep, 'task', 'add', 'from below');
  expect(readdirSync(deep)).toEqual([]);
  expect(await answerOf(dir, 'task', 'list')).toMatchObject([{title: 'from below'}]);
});
