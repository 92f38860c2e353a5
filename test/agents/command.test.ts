import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {AgentEnd, AgentEvent} from '../../src/agents/agent.js';
import {cliAgent} from '../../src/agents/cli/adapter.js';
import {runCli} from '../../src/agents/cli/run.js';
import {commandDriver} from '../../src/agents/command/driver.js';
import {scratch} from '../support/world.js';
import {leftOver, NOW, play} from './programs.js';

const json = commandDriver({name: 'mine', command: ['command', 'work'], output: 'json', folder: '/'});
const LIMITS = {silenceMs: 20_000, firstEventMs: 20_000, graceMs: 20_000};

function failed(end: AgentEnd): AgentEnd & {isOk: false} {
  if (end.isOk) throw new Error('it was said to have succeeded');
  return end;
}

describe('a command that writes JSON lines', () => {
  test('does its work and says so', async () => {
    const {end, events, record} = await play(json, 'success');
    expect(end).toEqual({isOk: true, answer: 'All done.', session: 'session-1'});
    expect(events).toEqual([
      {type: 'started', session: 'session-1', model: 'model-1'},
      {type: 'tool', id: 'call-1', name: 'shell', subject: 'wc -l a.txt'},
      {type: 'tool-result', id: 'call-1', isError: false, text: 'one line'},
      {type: 'text', text: 'All done.'},
      {type: 'usage', usage: {inputTokens: 100, outputTokens: 10, costUsd: 0.25}},
    ]);
    expect(record?.stdin).toBe('Count the lines.');
    expect(record?.args).toEqual(['work']);
  });

  test.each([
    ['success with an error', {failure: 'failed', why: 'the model gave up'}],
    ['success and exit 7', {failure: 'failed', why: expect.stringContaining('exit code 7')}],
    ['plain text error', {failure: 'failed', why: 'Error: the sky fell'}],
    ['no login', {failure: 'login', why: 'set MY_KEY'}],
    ['limited', {failure: 'limited', until: NOW + 7_530_000}],
    ['death in the middle', {failure: 'failed', why: expect.stringContaining('SIGKILL')}],
  ])('%s is no success', async (scenario, expected) => {
    const {end, record, children} = await play(json, scenario);
    expect(failed(end)).toMatchObject(expected);
    expect(leftOver({record, children})).toEqual([]);
  });

  test('silence ends it, and what it started does not outlive it', async () => {
    const {end, record} = await play(json, 'silence', {limits: {silenceMs: 300}});
    expect(failed(end)).toMatchObject({
      failure: 'unreachable',
      why: 'command said nothing for 300 ms before it went on',
    });
    expect(leftOver({record, children: []})).toEqual([]);
    const other = await play(json, 'leaves children');
    expect(other.children).toHaveLength(2);
    expect(leftOver(other)).toEqual([]);
  });

  test('lines of ten megabytes, bytes that are no text and words that are no events do no harm', async () => {
    for (const scenario of ['long line', 'no text', 'flood'])
      expect((await play(json, scenario)).end).toMatchObject({
        isOk: true,
        answer: expect.stringMatching(/All done\.$/),
      });
  });
});

describe('a command that writes its answer', () => {
  /** A script in a folder of its own, named by its path. */
  async function run(script: string, {args = [] as string[], prompt = 'Say hello'} = {}) {
    const folder = scratch('command');
    const cwd = join(folder, 'work');
    mkdirSync(cwd);
    writeFileSync(join(folder, 'mine.sh'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'mine.sh'), 0o755);
    const events: AgentEvent[] = [];
    const driver = commandDriver({name: 'mine', command: ['./mine.sh', ...args], output: 'text', folder});
    const request = {prompt, cwd, env: {PATH: '/usr/bin:/bin'}, limits: LIMITS};
    const end = await runCli(driver, request, (event) => events.push(event), new AbortController().signal);
    return {end, events, driver};
  }

  test('is given the prompt through stdin, and exit code 0 is success', async () => {
    const {end, events} = await run('cat; echo; echo 42; echo \'{"type":"result","isOk":false}\'');
    expect(end).toEqual({isOk: true, answer: 'Say hello\n42\n{"type":"result","isOk":false}'});
    expect(events.map((event) => 'text' in event && event.text)).toHaveLength(3);
  });

  test('is given the prompt as an argument where one asks for it, whatever the prompt holds', async () => {
    const prompt = '$(touch hacked) {prompt} $& "quoted"';
    const {end} = await run('read -r nothing || echo "stdin is closed"; echo "$#: $2"', {
      ...{args: ['--task', 'do: {prompt}'], prompt},
    });
    expect(end).toEqual({isOk: true, answer: `stdin is closed\n2: do: ${prompt}`});
  });

  test('is not run to be probed, and its failure is told in its words', async () => {
    const {end, driver} = await run('touch "$0.was-run"; echo "no disk" >&2; exit 3');
    expect(failed(end)).toMatchObject({failure: 'failed', why: 'no disk'});
    const agent = cliAgent(driver);
    expect(await agent.probe({}, new AbortController().signal)).toEqual({state: 'ready', version: ''});
    const gone = cliAgent(commandDriver({name: 'x', command: ['./none.sh'], output: 'text', folder: '/tmp'}));
    expect(await gone.probe({}, new AbortController().signal)).toMatchObject({
      ...{state: 'missing', why: 'there is no program ./none.sh'},
    });
  });
});
