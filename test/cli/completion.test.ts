import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {TaskQueue} from '../../src/api.js';
import {commands} from '../../src/cli/commands.js';
import {completionOf, shells} from '../../src/cli/offers.js';
import {runInside} from '../support/program.js';
import {hasTmux, openTerminal, program} from '../support/terminal.js';
import {scratch} from '../support/world.js';
import {backUpTwice} from './sample-backups.js';
import {ids, sampleProjects} from './sample-project.js';

const copySample = sampleProjects();

/** What `orkestra complete` answers for a line that ends where the cursor is. */
async function offered(dir: string, ...words: string[]): Promise<string[]> {
  const {out, code} = await runInside(['complete', '--', '--project-root', dir, ...words]);
  expect(code).toBe(0);
  return out === '' ? [] : out.trimEnd().split('\n');
}
const values = async (dir: string, ...words: string[]): Promise<string[]> =>
  (await offered(dir, ...words)).map((line) => line.split('\t')[0] ?? '');

describe('what is offered', () => {
  test.each([
    [['ini'], ['init']],
    [['task', 'mo'], ['move']],
    [
      ['audit', ''],
      ['list', 'replay', 'verify', 'export'],
    ],
    [['start', '--un'], ['--until-idle']],
    [['audit', '--si'], ['--since']],
    [['audit', 'verify', '--li'], []],
    [
      ['task', 'add', 'x', '--review', ''],
      ['none', 'human', 'vote'],
    ],
    [['task', 'add', 'x', '--review=h'], ['--review=human']],
    [['task', 'add', 'x', '--review', '=', 'h'], ['human']],
    [
      ['task', 'add', 'x', '--review', '='],
      ['none', 'human', 'vote'],
    ],
    [['task', 'add', 'x', '-p', 'u'], ['urgent']],
    [['task', 'list', '--state', 'ready,wa'], ['ready,waiting']],
    [['task', 'list', '--state=ready,wa'], ['--state=ready,waiting']],
    [
      ['task', 'list', '--agent', ''],
      ['shell', 'me'],
    ],
    [
      ['config', 'set', 'auto_assign', ''],
      ['true', 'false'],
    ],
    [['config', 'set', 'logging.level', 'W'], ['WARNING']],
    [['config', 'get', 'queue.le'], ['queue.lease']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['--sta'], ['--status']],
    [['nonsense', ''], []],
    [['task', 'nonsense', ''], []],
    [['task', 'add', ''], []],
    [['task', 'edit', '1', '--title', ''], []],
    [['task', 'edit', '1', '--title=x', '--retries', ''], []],
    [['task', 'add', '--', '-'], []],
  ])('after %j: %j', async (words, expected) => {
    expect(await values(copySample(), ...words)).toEqual(expected);
  });

  test.each([
    [['task', 'add', 'x', '--file', 'src/'], ':files'],
    [['task', 'export', ''], ':files'],
    [['task', 'add', 'x', '--output=sr'], ':files'],
    [['--config', ''], ':files'],
    [['task', 'list', '--project-root', ''], ':folders'],
    [['import', ''], ':folders'],
  ])('after %j the shell lists its %s', async (words, expected) => {
    expect((await runInside(['complete', '--', ...words])).out.trim()).toBe(expected);
  });

  test('an option that was given is not offered again, one that takes a list is', async () => {
    const flags = await values(copySample(), 'task', 'add', 'x', '--check', 'true', '--file', 'a', '--');
    expect(flags).toContain('--file');
    expect(flags).toContain('--run');
    expect(flags).not.toContain('--check');
  });

  test('task ids stand beside their titles, and each command offers those it can do something with', async () => {
    const dir = copySample();
    expect(await offered(dir, 'task', 'show', String(ids.done))).toEqual([`${ids.done}\tdone: Say hello`]);
    expect((await values(dir, 'task', 'show', '')).map(Number).sort()).toEqual(Object.values(ids));
    expect(await values(dir, 'task', 'approve', '')).toEqual([String(ids.review)]);
    expect(await values(dir, 'task', 'add', 'x', '--after', '4,5')).toEqual([`4,${ids.waiting}`]);
    expect(await values(dir, 'task', 'cancel', '1')).toEqual([]);
  });

  test('backups are offered by their names, without the repository being asked', async () => {
    const dir = copySample();
    await backUpTwice(dir);
    expect(await values(dir, 'forget', '')).toEqual(['latest', 'docs']);
    expect(await offered(dir, 'backups', 'show', 'd')).toEqual([expect.stringMatching(/^docs\tjust now, .*docs$/)]);
  });

  test('a title is one line that nothing obeys, whatever stands in it', async () => {
    const dir = copySample();
    const queue = new TaskQueue(dir);
    const title = 'a\tb\u001b[31m red \u202e\u009b2J $(touch pwned) `touch pwned`\n:files';
    const id = await queue.addTask({title});
    await queue.close();
    const [line, ...more] = await offered(dir, 'task', 'show', String(id));
    expect(more).toEqual([]);
    expect(line).toMatch(new RegExp(`^${id}\\tready: a +b red +2?J? ?\\$\\(touch pwned\\)`));
    expect(line).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202e]/);
  });

  test('without a project, or with a broken one, there is nothing to offer and no complaint', async () => {
    const dir = scratch();
    expect(await values(dir, 'task', 'show', '')).toEqual([]);
    mkdirSync(join(dir, '.orkestra'));
    writeFileSync(join(dir, '.orkestra', 'orkestra.db'), 'this is no database');
    const ran = await runInside(['complete', '--', '--project-root', dir, 'task', 'show', '']);
    expect(ran).toMatchObject({code: 0, out: '', err: ''});
  });

  test('every command that is not hidden can be reached word by word', () => {
    for (const {path} of commands.filter((command) => !command.isHidden)) {
      const words = path.split(' ');
      for (const [at, word] of words.entries()) {
        const {wanted} = completionOf([...words.slice(0, at), word.slice(0, 1)], commands);
        expect(wanted, path).toMatchObject({
          of: 'words',
          words: expect.arrayContaining([expect.objectContaining({value: word})]),
        });
      }
    }
    expect(completionOf(['com'], commands).wanted).not.toMatchObject({
      words: expect.arrayContaining([expect.objectContaining({value: 'complete'})]),
    });
  });
});

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

/** The script of a shell, in a file, so that not every Tab of the tests starts the program twice. */
async function scriptOf(shell: string): Promise<string> {
  const file = join(scratch('script'), shell);
  writeFileSync(file, (await runInside(['completion', shell])).out);
  return file;
}

/** A folder with `orkestra` in it, to put before the PATH. */
function installed(): NodeJS.ProcessEnv {
  const bin = scratch('bin');
  writeFileSync(join(bin, 'orkestra'), `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`);
  chmodSync(join(bin, 'orkestra'), 0o755);
  return {...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`};
}

describe('bash', () => {
  /** Presses Tab: bash sets the words and calls the function, which leaves its answer in COMPREPLY. */
  async function tab(dir: string, words: readonly string[], type: 9 | 37 | 63 = 9): Promise<string[]> {
    const script = `
      source ${await scriptOf('bash')}
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_TYPE=${type}; COLUMNS=60
      _orkestra
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const out = execFileSync('bash', ['-c', script, 'bash', 'orkestra', ...words], {
      cwd: dir,
      env: installed(),
      encoding: 'utf8',
    });
    return out.split('\n').filter((line) => line !== '');
  }

  test('Tab completes commands, options, choices and ids', async () => {
    // O-51
    const dir = copySample();
    expect(await tab(dir, ['stat'])).toEqual(['status']);
    expect(await tab(dir, ['task', 'ed'])).toEqual(['edit']);
    expect(await tab(dir, ['task', 'add', 'x', '--prio'])).toEqual(['--priority']);
    expect(await tab(dir, ['task', 'add', 'x', '--review', '=', 'hu'])).toEqual(['human']);
    expect(await tab(dir, ['task', 'approve', ''])).toEqual([String(ids.review)]);
    expect(await tab(dir, ['task', 'add', 'x', '--file', 'do'])).toEqual([]);
  });

  test('titles stand beside ids only in a list that is looked at, and fit the terminal', async () => {
    const dir = copySample();
    const listed = await tab(dir, ['task', 'show', ''], 63);
    expect(listed).toContain(`${ids.done}  (done: Say hello)`);
    expect(Math.max(...listed.map((line) => line.length))).toBeLessThan(60);
    expect(await tab(dir, ['task', 'show', ''])).toContain(String(ids.done));
    // Menu completion puts one entry after the other into the line.
    for (const value of await tab(dir, ['task', 'show', ''], 37)) expect(value).toMatch(/^\d+$/);
  });

  test('a hostile title is shown, never run', async () => {
    const dir = copySample();
    const queue = new TaskQueue(dir);
    const baits = ['$(touch pwned)', '`touch pwned`', 'x; touch pwned', `$(touch pwned) \u001b]0;x\u0007 * "'`];
    for (const title of baits) await queue.addTask({title});
    await queue.close();
    for (const type of [9, 37, 63] as const) await tab(dir, ['task', 'show', ''], type);
    expect((await tab(dir, ['task', 'show', ''], 63)).join('\n')).toContain('$(touch pwned)');
    expect(existsSync(join(dir, 'pwned'))).toBe(false);
  });
});

describe.skipIf(!has('zsh'))('zsh (needs the program zsh)', () => {
  /** The function is called as the line editor calls it; what it would offer is printed. */
  async function tab(dir: string, words: readonly string[]): Promise<string[]> {
    const script = `
      compdef() { : }
      compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -rl -- "$@" }
      _files() { print -r -- "files $*" }
      source ${await scriptOf('zsh')}
      words=("$@"); CURRENT=$#; PREFIX=\${@[-1]}
      _orkestra`;
    const out = execFileSync('zsh', ['-fc', script, 'zsh', 'orkestra', ...words], {
      cwd: dir,
      env: installed(),
      encoding: 'utf8',
    });
    return out.split('\n').filter((line) => line !== '');
  }

  test('Tab completes commands, options, choices and ids', async () => {
    const dir = copySample();
    expect(await tab(dir, ['stat'])).toEqual(['status']);
    expect(await tab(dir, ['task', 'ed'])).toEqual(['edit']);
    expect(await tab(dir, ['task', 'add', "'two words'", '--review=h'])).toEqual(['--review=human']);
    expect(await tab(dir, ['task', 'approve', ''])).toEqual([String(ids.review)]);
    expect(await tab(dir, ['task', 'add', 'x', '--file', ''])).toEqual(['files ']);
    expect(await tab(dir, ['task', 'list', '--project-root', ''])).toEqual(['files -/']);
  });
});

describe.skipIf(!has('fish'))('fish (needs the program fish)', () => {
  async function tab(dir: string, line: string): Promise<string[]> {
    const script = `source ${await scriptOf('fish')}; complete -C '${line}'`;
    const out = execFileSync('fish', ['--no-config', '-c', script], {cwd: dir, env: installed(), encoding: 'utf8'});
    return out.split('\n').filter((one) => one !== '');
  }

  test('Tab completes commands, options, choices, ids with titles, and files', async () => {
    const dir = copySample();
    expect(await tab(dir, 'orkestra stat')).toEqual(['status\tprint what runs, what waits and what needs you']);
    expect(await tab(dir, 'orkestra task show 1')).toEqual(['1\tdone: Say hello']);
    expect(await tab(dir, 'orkestra task add x --review=h')).toEqual(['--review=human']);
    expect((await tab(dir, 'orkestra task add x --file docs/p')).map((line) => line.split('\t')[0])).toEqual([
      'docs/page.md',
    ]);
    expect((await tab(dir, 'orkestra ')).length).toBeGreaterThan(5);
  });
});

describe.skipIf(!hasTmux)('a real Tab key in a real terminal (needs tmux)', () => {
  test.each(shells.filter(has))('%s finishes the word', async (shell) => {
    const session = openTerminal(copySample(), {env: installed() as Record<string, string>});
    const rc = {bash: 'bash --norc', zsh: 'zsh -f', fish: 'fish --no-config'}[shell];
    session.type(`PS1='ready> ' ${rc}`);
    session.keys('Enter');
    const prompts = {bash: /ready> *$/m, zsh: /(ready>|[%#]) *$/m, fish: /[>#] *$/m};
    await session.see(prompts[shell]);
    session.type(
      {
        bash: 'source <(orkestra completion bash); echo loaded',
        zsh: 'autoload -U compinit; compinit -D; source <(orkestra completion zsh); echo loaded',
        fish: 'orkestra completion fish | source; echo loaded',
      }[shell],
    );
    session.keys('Enter');
    await session.see(/^loaded$/m);
    session.type('orkestra task appr');
    session.keys('Tab');
    await session.see('orkestra task approve');
    session.keys('Tab');
    await session.see(`orkestra task approve ${ids.review}`);
  });
});
