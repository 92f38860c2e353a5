import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import type {
  AgentAnswer,
  AgentEnd,
  AgentEvent,
  AgentLimits,
  AgentQuestion,
  AgentRequest,
} from '../../../src/agents/agent.js';
import {cliAgent} from '../../../src/agents/cli/adapter.js';
import {runCli} from '../../../src/agents/cli/run.js';
import {scratch} from '../../support/world.js';
import {type Installed, install} from './install.js';
import {envOf, type Program, programs} from './programs.js';
import {type Script, startVendor, type Vendor} from './vendor.js';

const KEY = 'sk-of-this-machine-only-0123456789';
const ANSWER = 'The line is added.';
const LIMITS: AgentLimits = {silenceMs: 120_000, firstEventMs: 120_000, graceMs: 60_000};

let installed: Installed | undefined;
beforeAll(() => {
  installed = install(programs.map((program) => program.package));
}, 600_000);
afterAll(() => installed?.remove());

interface Desk {
  home: string;
  cwd: string;
  file: string;
  vendor: Vendor;
  env: NodeJS.ProcessEnv;
}

/** A folder with one file, a home of its own, and a vendor whose model adds a line to that file. */
async function desk(program: Program, script: Partial<Script> = {}): Promise<Desk> {
  const home = scratch('real');
  const cwd = join(home, 'work');
  mkdirSync(cwd);
  execFileSync('git', ['init', '-q'], {cwd});
  const file = join(cwd, 'notes.txt');
  writeFileSync(file, 'one\n');
  const steps = [
    {kind: 'read', file},
    {kind: 'edit', file, from: 'one\n', to: 'one\ntwo\n'},
  ] as const;
  const vendor = await startVendor({steps, answer: ANSWER, ...script});
  onTestFinished(() => vendor.close());
  return {home, cwd, file, vendor, env: envOf(program, installed?.bin ?? '', home, vendor.url, KEY)};
}

interface Run {
  end: AgentEnd;
  events: AgentEvent[];
}

async function run(
  program: Program,
  {cwd, env}: Desk,
  more: Partial<AgentRequest> = {},
  limits: Partial<AgentLimits> = {},
  signal = new AbortController().signal,
  onEvent: (event: AgentEvent) => void = () => {},
): Promise<Run> {
  const events: AgentEvent[] = [];
  const model = program.model === undefined ? {} : {model: program.model};
  // As in the work of a task: there is always somebody who is asked, and here says no.
  const ask = async (): Promise<AgentAnswer> => ({isAllowed: false, why: 'not here'});
  const request = {prompt: 'Add the line two to notes.txt.', cwd, env, ask, ...model, ...more};
  const tell = (event: AgentEvent): void => {
    events.push(event);
    onEvent(event);
  };
  const end = await runCli(program.driver, {...request, limits: {...LIMITS, ...limits}}, tell, signal);
  return {end, events};
}

/** Processes that know of this home: all that a program of this test started. */
const left = ({home}: Desk): string =>
  execFileSync('sh', ['-c', `grep -lazs 'HOME=${home}$' /proc/[0-9]*/environ || true`], {encoding: 'utf8'});

const words = (events: readonly AgentEvent[], type: AgentEvent['type']) =>
  events.filter((event) => event.type === type);

describe.each(programs)('$driver.program', (program) => {
  test('is found, and knows whether it has a key', async () => {
    const at = await desk(program);
    const probed = await cliAgent(program.driver).probe(at.env, new AbortController().signal);
    expect(probed).toEqual({state: 'ready', version: expect.stringMatching(/^\d+\.\d+\.\d+/)});
  });

  test('edits a file', async () => {
    const at = await desk(program);
    const {end, events} = await run(program, at);
    expect(end).toEqual({isOk: true, answer: ANSWER, session: expect.any(String)});
    expect(readFileSync(at.file, 'utf8')).toBe('one\ntwo\n');
    expect(words(events, 'started')).toEqual([
      expect.objectContaining({version: expect.stringMatching(/^\d+\.\d+\.\d+/)}),
    ]);
    expect(words(events, 'tool').length).toBeGreaterThanOrEqual(2);
    expect(words(events, 'tool-result').every((event) => event.type === 'tool-result' && !event.isError)).toBe(true);
    const usage = words(events, 'usage').at(-1);
    // Copilot does not count tokens where it is not GitHub that is paid.
    if (program.driver.name !== 'copilot')
      expect(usage).toMatchObject({usage: {inputTokens: expect.any(Number), outputTokens: expect.any(Number)}});
    expect(JSON.stringify(events)).not.toContain(KEY);
    expect(left(at)).toBe('');
  });

  test('goes on with its session', async () => {
    const at = await desk(program);
    const first = await run(program, at, {prompt: '--The word is quince. Add the line two to notes.txt.'});
    expect(first.end).toMatchObject({isOk: true});
    at.vendor.script = {steps: [], answer: 'It was quince.'};
    at.vendor.bodies.length = 0;
    const session = first.end.session ?? '';
    const second = await run(program, at, {prompt: 'What was the word?', session});
    expect(second.end).toEqual({isOk: true, answer: 'It was quince.', session});
    expect(at.vendor.bodies.some((body) => body.includes('quince') && body.includes('What was the word?'))).toBe(true);
  });

  test('says so when the session is gone', async () => {
    const at = await desk(program);
    const gone = program.driver.program === 'opencode' ? 'ses_nosuchsession' : '0199a213-81c0-4800-8aa1-bbab2a035a53';
    const {end} = await run(program, at, {session: gone});
    // One that makes a new session under that name has lost nothing either.
    if (end.isOk) expect(program.driver.takesFresh).toBe(true);
    else expect(end).toMatchObject({failure: 'failed'});
    if (!end.isOk) expect(end.session).toBeUndefined();
  });

  test('runs no command it was not permitted to', async () => {
    const at = await desk(program);
    const outside = program.hasSandbox ? '/var/tmp/orkestra-was-here' : join(at.home, 'was-here');
    at.vendor.script = {steps: [{kind: 'shell', command: `touch ${outside}`}], answer: ANSWER};
    const {events} = await run(program, at);
    expect(existsSync(outside)).toBe(false);
    // Codex does not tell of a command its sandbox stopped.
    expect(words(events, 'tool-result').every((event) => event.type === 'tool-result' && event.isError)).toBe(true);
    expect(at.vendor.bodies.length).toBeGreaterThan(1);
  });

  test.runIf(program.driver.asks)('asks for leave, and does what it may', async () => {
    for (const isAllowed of [true, false]) {
      const at = await desk(program);
      const made = join(at.home, 'was-here');
      at.vendor.script = {steps: [{kind: 'shell', command: `touch ${made}`}], answer: ANSWER};
      const subjects: string[] = [];
      const ask = async ({subject}: AgentQuestion): Promise<AgentAnswer> => {
        subjects.push(subject);
        return isAllowed ? {isAllowed} : {isAllowed, why: 'not on a Friday'};
      };
      const {end} = await run(program, at, {ask});
      expect(end).toMatchObject({isOk: true, answer: ANSWER});
      expect(subjects).toEqual([`touch ${made}`]);
      expect(existsSync(made)).toBe(isAllowed);
      expect(at.vendor.bodies.some((body) => body.includes('not on a Friday'))).toBe(!isAllowed);
      expect(left(at)).toBe('');
    }
  });

  test('a wrong key is told as one', async () => {
    const at = await desk(program, {refuses: 'key'});
    const {end} = await run(program, at);
    expect(end).toMatchObject({isOk: false, failure: 'login'});
  });

  test('a limit is told with its end, without sitting it out', async () => {
    const at = await desk(program, {refuses: {limitedForS: 7200}});
    const limits = {firstEventMs: 60_000, ...(program.hidesUntil && {silenceMs: 10_000})};
    const before = Date.now();
    const {end} = await run(program, at, {}, limits);
    expect(end).toMatchObject({isOk: false, failure: 'limited'});
    if (!program.hidesUntil && !end.isOk) {
      expect(end.until).toBeGreaterThan(before + 7_100_000);
      expect(end.until).toBeLessThan(Date.now() + 7_300_000);
    }
    expect(left(at)).toBe('');
  });

  test('is stopped with all it started', async () => {
    const at = await desk(program, {isMute: true});
    const controller = new AbortController();
    const running = run(program, at, {}, {}, controller.signal);
    await expect.poll(() => at.vendor.bodies.length, {timeout: 60_000}).toBeGreaterThan(0);
    controller.abort();
    expect((await running).end).toMatchObject({isOk: false, why: 'it was stopped'});
    expect(left(at)).toBe('');
  });

  test('a vendor that never answers ends in silence', async () => {
    const at = await desk(program, {isMute: true});
    const {end} = await run(program, at, {}, {silenceMs: 8000, firstEventMs: 30_000});
    expect(end).toMatchObject({isOk: false, failure: 'unreachable'});
    expect(left(at)).toBe('');
  });
});
