import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {crewEnv, lastRun} from '../support/crew.js';
import {orkestra, orkestraWith} from '../support/program.js';
import {commitAll, git, repository, text} from '../support/repo.js';
import {program} from '../support/terminal.js';
import {scratch, until} from '../support/world.js';

/** An agent that also writes where it works, and into what it finds there. */
function crewThatWrites(dir: string, scenario: string): NodeJS.ProcessEnv {
  const env = crewEnv(dir, {claude: scenario});
  const file = join(dir, '.bin', 'claude');
  const deeds = 'case "$*" in *auth*|*--version*) ;; *) pwd > where.txt; echo was here >> log.txt;; esac';
  writeFileSync(file, readFileSync(file, 'utf8').replace('#!/bin/sh\n', `#!/bin/sh\n${deeds}\n`));
  return env;
}

test('an agent has a worktree of its own in a repository, also when it goes on with its work', async () => {
  const dir = repository();
  commitAll(dir, {'.gitignore': '.bin\n'});
  const env = crewThatWrites(dir, 'death in the middle|success');
  await orkestra(dir, 'task', 'add', 'Write', '--retries', '1', '--review', 'human');
  await orkestra(dir, 'config', 'set', 'queue.retry_delay', '0.1');
  await orkestraWith(dir, {env}, 'run', '--until-idle');
  const {out} = await orkestra(dir, 'task', 'show', '1');
  expect(out).toContain('+3 −0 in 2 files');
  expect(lastRun(dir, 'claude').args.join(' ')).toContain('--resume session-1');
  expect((await orkestra(dir, 'task', 'approve', '1')).code).toBe(0);
  expect(text(dir, 'where.txt')).toBe(`${dir}/.orkestra/worktrees/1\n`);
  expect(text(dir, 'log.txt')).toBe('was here\nwas here\n');
});

test('where there is no repository an agent works in the project folder', async () => {
  const dir = scratch('none');
  const env = crewThatWrites(dir, 'success');
  await orkestra(dir, 'task', 'add', 'Write');
  await orkestraWith(dir, {env}, 'run', '--until-idle');
  expect(text(dir, 'where.txt')).toBe(`${dir}\n`);
});

test('work that ended after its engine was killed is merged by the next engine, once', async () => {
  const dir = repository();
  const run = 'echo c >> c.txt; kill -9 $(cat engine); sleep 0.3';
  const wait = 'while [ ! -s engine ]; do sleep 0.05; done';
  const inside = `cp ${dir}/.orkestra/pid engine 2>/dev/null`;
  await orkestra(
    dir,
    'task',
    'add',
    'Orphan',
    '--workspace',
    'worktree',
    '--run',
    `while ! ${inside}; do sleep 0.05; done; ${wait}; ${run}; rm engine`,
  );
  const script = 'echo $$ > .orkestra/pid; exec "$0" "$1" run --until-idle';
  const killed = spawnSync('/bin/sh', ['-c', script, process.execPath, program], {cwd: dir});
  expect(killed.signal).toBe('SIGKILL');
  await until(() => existsSync(join(dir, '.orkestra', 'runs', '1', '1.exit')), 'the end of the work');
  expect((await orkestra(dir, 'run', '--until-idle')).code).toBe(0);
  expect(text(dir, 'c.txt')).toBe('c\n');
  expect(git(dir, 'log', '--format=%s', '--merges')).toBe('Merge #1: Orphan');
});
