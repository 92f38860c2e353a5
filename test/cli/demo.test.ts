import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import type {Story} from '../../src/demo/story.js';
import {orkestra, orkestraWith} from '../support/program.js';
import {scratch} from '../support/world.js';

async function play(...args: string[]): Promise<Story & {root: string; code: number | null; err: string}> {
  const {out, code, err} = await orkestraWith(
    scratch(),
    {env: {ORKESTRA_AGENTS: undefined}},
    ...['demo', '--speed', '20', '--json', ...args],
  );
  const story = JSON.parse(out) as Story & {root: string};
  onTestFinished(() => rmSync(story.root, {recursive: true, force: true}));
  return {...story, code, err};
}

// part of O-141
test('five scripted agents build a real program: a retry, a hand-over, a request for leave, and nothing is lost', async () => {
  const story = await play();
  expect(story).toMatchObject({code: 0, isDone: true, handedOn: [8], triedAgain: [7]});
  expect(story.approvals).toEqual([{subject: 'git tag v1.0.0', state: 'allowed'}]);
  expect(story.tasks).toHaveLength(12);
  const workers = new Set(story.tasks.map(({agent}) => agent));
  expect([...workers].sort()).toEqual([
    ...['demo-chatgpt', 'demo-claude', 'demo-copilot', 'demo-gemini', 'demo-grok', 'shell'],
  ]);
  // What they made is real: it is in the folder, it is tested, and it works.
  const run = (...args: string[]): string => execFileSync(process.execPath, args, {cwd: story.root, encoding: 'utf8'});
  expect(run('bin/tip.js', '1234', '15', 'JPY')).toBe('185 JPY\n');
  expect(run('--test')).toMatch(/# fail 0/);
  const git = (...args: string[]): string => execFileSync('git', args, {cwd: story.root, encoding: 'utf8'}).trim();
  expect(git('tag')).toBe('v1.0.0');
  expect(git('branch', '--format', '%(refname:short)')).toBe('main');
  expect(git('status', '--porcelain')).toBe('');
  expect(existsSync(join(story.root, '.orkestra', 'worktrees', '8'))).toBe(false);
  // The second vendor was told what the first had done.
  const events = readFileSync(join(story.root, '.orkestra', 'runs', '8', '2.events'), 'utf8');
  expect(events).toContain('demo-chatgpt worked on this task before you');
  expect(events).toContain('I begin with the headline');
  expect(await orkestra(story.root, 'audit', 'verify')).toMatchObject({code: 0});
  expect((await orkestra(story.root, 'lock', 'list', '--json')).out.trim()).toBe('[]');
});
