import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readAgents} from '../../src/agents/defined/read.js';
import {builtInNames} from '../../src/agents/registry.js';
import {crewEnv} from '../support/crew.js';
import {orkestra, orkestraWith} from '../support/program.js';
import {scratch} from '../support/world.js';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'agents.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block);

test('every agents.yaml of docs/agents.md is right', () => {
  const files = blocks('yaml');
  expect(files.length).toBeGreaterThan(1);
  for (const text of files)
    expect(readAgents({text, file: 'agents.yaml', folder: '/', builtIn: builtInNames}).problems).toEqual([]);
});

test('the page names every agent that is built in', () => {
  for (const name of builtInNames) expect(page).toContain(`\`${name}\``);
});

test('the plugin of docs/agents.md works as it stands', async () => {
  // O-134
  const dir = scratch();
  mkdirSync(join(dir, 'plugins'));
  writeFileSync(join(dir, 'plugins', 'mine.mjs'), blocks('js')[0] ?? '');
  const rule = 'approvals:\n  - {agent: mine, subject: npm publish, decide: allow}\n';
  writeFileSync(join(dir, 'agents.yaml'), `agents:\n  mine: {module: plugins/mine.mjs}\n${rule}`);
  await orkestra(dir, 'task', 'add', 'Publish it', '--agent', 'mine');
  const ran = await orkestraWith(dir, {env: crewEnv(dir, {})}, 'run', '--until-idle');
  expect(ran.code, ran.err).toBe(0);
  expect((await orkestra(dir, 'task', 'logs', '1')).out).toContain(`I work in ${dir}.`);
  expect((await orkestra(dir, 'audit', '--task', '1')).out).toContain('allowed: execute npm publish (agents.yaml:4)');
});
