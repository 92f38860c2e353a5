import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {AgentEvent} from '../../src/agents/agent.js';
import {cliAgent} from '../../src/agents/cli/adapter.js';
import type {CliDriver} from '../../src/agents/cli/driver.js';
import {scratch, until} from '../support/world.js';

/** All that a new vendor takes: this, and a line in the registry. */
const newcomer: CliDriver = {
  name: 'newcomer',
  program: 'newcomer',
  hint: 'Install newcomer.',
  args: ({model}) => (model === undefined ? [] : ['--model', model]),
  input: ({prompt}) => prompt,
  read: (line) => {
    const {says, done} = line as {says?: string; done?: string};
    if (done !== undefined) return {events: [], end: {isOk: true, answer: done}};
    return {events: says === undefined ? [] : [{type: 'text', text: says}]};
  },
};

const program = `#!/bin/sh
[ "$1" = --version ] && { echo 1.2.3; exit; }
echo '{"says":"I begin."}'
prompt=$(cat)
[ "$prompt" = wait ] && sleep 300
echo "{\\"done\\":\\"$prompt, with $2\\"}"
`;

const limits = {silenceMs: 60_000, firstEventMs: 60_000, graceMs: 1000};

// O-1
test('a new vendor is a dozen lines: then it is probed, told what to do, heard while it works, and stopped', async () => {
  const dir = scratch();
  const file = join(dir, 'newcomer');
  writeFileSync(file, program);
  chmodSync(file, 0o755);
  const env = {PATH: `${dir}:/usr/bin:/bin`};
  const agent = cliAgent(newcomer);
  const {signal} = new AbortController();
  expect(await agent.probe(env, signal)).toMatchObject({state: 'ready', version: '1.2.3'});
  expect(await agent.probe({PATH: '/nowhere'}, signal)).toMatchObject({state: 'missing'});

  const heard: AgentEvent[] = [];
  const tell = (event: AgentEvent): void => void heard.push(event);
  const request = {cwd: dir, env, limits, model: 'm1'};
  expect(await agent.run({...request, prompt: 'hello'}, tell, signal)).toEqual({isOk: true, answer: 'hello, with m1'});
  expect(heard).toContainEqual({type: 'text', text: 'I begin.'});

  heard.length = 0;
  const stopping = new AbortController();
  const run = agent.run({...request, prompt: 'wait'}, tell, stopping.signal);
  await until(() => heard.length > 0, 'its first word');
  stopping.abort();
  expect(await run).toMatchObject({isOk: false, why: 'it was stopped'});
});
