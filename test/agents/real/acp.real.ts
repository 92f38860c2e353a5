import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {acpAgent} from '../../../src/agents/acp/adapter.js';
import type {AgentAnswer, AgentEvent, AgentRequest} from '../../../src/agents/agent.js';
import {scratch} from '../../support/world.js';
import {type Installed, install} from './install.js';
import {envOf, type Program, programs} from './programs.js';
import {type Script, startVendor} from './vendor.js';

/** How each speaks ACP; the others do not, or only through an adapter. */
const ways: Readonly<Record<string, readonly [string, ...string[]]>> = {
  gemini: ['gemini', '--acp'],
  opencode: ['opencode', 'acp'],
  copilot: ['copilot', '--acp'],
};
const LIMITS = {silenceMs: 25_000, firstEventMs: 40_000, graceMs: 20_000};
const spoken = programs.filter(({driver}) => ways[driver.program]);

let installed: Installed | undefined;
beforeAll(() => {
  installed = install(spoken.map((program) => program.package));
}, 600_000);
afterAll(() => installed?.remove());

async function run(program: Program, script: (cwd: string, home: string) => Partial<Script>, answer: AgentAnswer) {
  const home = scratch('real-acp');
  const cwd = join(home, 'work');
  mkdirSync(cwd);
  execFileSync('git', ['init', '-q'], {cwd});
  writeFileSync(join(cwd, 'notes.txt'), 'one\n');
  const vendor = await startVendor({steps: [], answer: 'It is done.', ...script(cwd, home)});
  onTestFinished(() => vendor.close());
  const env = envOf(program, installed?.bin ?? '', home, vendor.url, 'sk-of-this-machine-only-0123456789');
  const events: AgentEvent[] = [];
  const asked: string[] = [];
  const ask: AgentRequest['ask'] = async ({subject}) => {
    asked.push(subject);
    return answer;
  };
  const agent = acpAgent({name: 'acp', command: ways[program.driver.program] ?? ['none'], folder: home});
  const {signal} = new AbortController();
  expect(await agent.probe(env, signal)).toEqual({state: 'ready', version: expect.any(String)});
  const model = program.driver.program === 'opencode' ? {model: 'local/m1'} : {};
  const request = {prompt: 'Add the line two to notes.txt.', cwd, env, limits: LIMITS, ask, ...model};
  const end = await agent.run(request, (event) => events.push(event), signal);
  return {end, events, asked, cwd, home};
}

describe.each(spoken)('$driver.program over ACP', (program) => {
  test('edits a file', async () => {
    const edit = (cwd: string) => {
      const file = join(cwd, 'notes.txt');
      return {steps: [{kind: 'read', file} as const, {kind: 'edit', file, from: 'one\n', to: 'one\ntwo\n'} as const]};
    };
    const {end, events, cwd} = await run(program, edit, {isAllowed: true});
    expect(end).toMatchObject({isOk: true, session: expect.any(String)});
    expect(end.isOk && end.answer).toContain('It is done.');
    expect(readFileSync(join(cwd, 'notes.txt'), 'utf8')).toBe('one\ntwo\n');
    expect(events.filter(({type}) => type === 'tool-result').length).toBeGreaterThanOrEqual(2);
  });

  test('asks before it runs a command', async () => {
    const touch = (_: string, home: string) => ({
      steps: [{kind: 'shell', command: `touch ${join(home, 'was-here')}`} as const],
    });
    const denied = await run(program, touch, {isAllowed: false, why: 'not on a Friday'});
    expect(denied.asked.join()).toContain('touch ');
    expect(existsSync(join(denied.home, 'was-here'))).toBe(false);
    const allowed = await run(program, touch, {isAllowed: true});
    expect(existsSync(join(allowed.home, 'was-here'))).toBe(true);
    expect(allowed.end.isOk).toBe(true);
  });
});
