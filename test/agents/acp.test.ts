import {existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {acpAgent} from '../../src/agents/acp/adapter.js';
import {runAcp} from '../../src/agents/acp/run.js';
import type {AgentEnd, AgentEvent, AgentQuestion, AgentRequest} from '../../src/agents/agent.js';
import {scratch, until} from '../support/world.js';
import {leftOver, NOW, type Play} from './programs.js';

const PROGRAM = fileURLToPath(new URL('programs/acp.mjs', import.meta.url));
const LIMITS = {silenceMs: 60_000, firstEventMs: 60_000, graceMs: 60_000};
const SECRET = 'sk-very-secret-0123456789';
const HOUR_LATER = NOW + 7_530_000;

const programIn = (folder: string) => ({name: 'goose', command: [process.execPath, PROGRAM, 'acp'] as const, folder});

interface Recorded {
  pid: number;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  heard: unknown[];
  hello: {clientCapabilities: unknown};
  opened?: {cwd: string};
  loaded?: {sessionId: string};
  config?: unknown;
  prompt?: unknown;
  wasCancelled?: boolean;
}

async function play(scenario: string, how: Play & {cwd?: string} = {}) {
  const dir = scratch('acp');
  const cwd = how.cwd ?? join(dir, 'work');
  mkdirSync(cwd, {recursive: true});
  const file = join(dir, 'record.json');
  const events: AgentEvent[] = [];
  const request: AgentRequest = {
    ...{prompt: 'Count the lines.', cwd, limits: {...LIMITS, ...how.limits}},
    env: {PATH: '/usr/bin:/bin', SCENARIO: scenario, RECORD: file, HOME: dir, ...how.env},
    ...how.request,
  };
  const tell = (event: AgentEvent): void => {
    events.push(event);
    how.onEvent?.(event);
  };
  const signal = how.signal ?? new AbortController().signal;
  const end = await runAcp({...programIn(dir)}, request, tell, signal, () => NOW);
  const json = (name: string): unknown => (existsSync(name) ? JSON.parse(readFileSync(name, 'utf8')) : undefined);
  const record = json(file) as Recorded;
  const children = (json(`${file}.children`) ?? []) as number[];
  await until(() => leftOver({record: {...record, stdin: ''}, children}).length === 0, 'the end of all it started');
  return {end, events, record, children, cwd};
}

const of = <Type extends AgentEvent['type']>(events: readonly AgentEvent[], type: Type) =>
  events.filter((event): event is AgentEvent & {type: Type} => event.type === type);

function failed(end: AgentEnd): AgentEnd & {isOk: false} {
  if (end.isOk) throw new Error('it was said to have succeeded');
  return end;
}

describe('an agent that speaks ACP', () => {
  test('does its work and says so', async () => {
    const {end, events, record, cwd} = await play('success');
    expect(end).toEqual({isOk: true, answer: 'All done.', session: 'session-1'});
    expect(events).toEqual([
      {type: 'started', session: 'session-1', version: '3.2.1'},
      {type: 'thought', text: 'Let me see.'},
      {type: 'text', text: 'I will count.'},
      {type: 'tool', id: 'call-1', name: 'execute', subject: 'wc -l a.txt'},
      {type: 'tool-result', id: 'call-1', isError: false, text: 'one line'},
      {type: 'usage', usage: {inputTokens: 50, outputTokens: 0, costUsd: 0.25}},
      {type: 'text', text: 'All done.'},
      {type: 'usage', usage: {inputTokens: 100, outputTokens: 10, costUsd: 0.25}},
    ]);
    expect(record.prompt).toEqual([{type: 'text', text: 'Count the lines.'}]);
    expect(record.opened?.cwd).toBe(cwd);
    expect(record.cwd).toBe(cwd);
    expect(record.args).toEqual(['acp']);
    expect(record.hello.clientCapabilities).toMatchObject({
      fs: {readTextFile: true, writeTextFile: true},
      terminal: false,
    });
  });

  test('goes on with a session, and what was said in it is not told again', async () => {
    const {end, events, record} = await play('success', {request: {session: 'session-7'}});
    expect(end).toEqual({isOk: true, answer: 'All done.', session: 'session-7'});
    expect(record.loaded?.sessionId).toBe('session-7');
    expect(JSON.stringify(events)).not.toContain('said before');
  });

  test('one that keeps no sessions begins anew, and says so', async () => {
    const {end, events} = await play('no old sessions', {request: {session: 'session-7'}});
    expect(end).toMatchObject({isOk: true, session: 'session-1'});
    expect(of(events, 'note')[0]?.text).toContain('begins anew');
  });

  test('a session that is gone is not tried again', async () => {
    const {end} = await play('lost session', {request: {session: 'session-9'}});
    expect(failed(end).failure).toBe('failed');
    expect(end.session).toBeUndefined();
  });

  test('is given a model where it lets one choose', async () => {
    const {record} = await play('success', {request: {model: 'model-7'}});
    expect(record.config).toMatchObject({configId: 'model', value: 'model-7'});
    const {end, events} = await play('no model', {request: {model: 'model-7'}});
    expect(end.isOk).toBe(true);
    expect(of(events, 'note')[0]?.text).toBe('it does not let the model model-7 be chosen');
  });

  test('one that does not leave after its turn is ended, and has succeeded', async () => {
    expect((await play('does not leave', {limits: {graceMs: 200}})).end.isOk).toBe(true);
  });

  test('death in the middle is told with all it said, and its session kept', async () => {
    const {end, events} = await play('death');
    expect(failed(end)).toMatchObject({failure: 'failed', why: expect.stringContaining('SIGKILL')});
    expect(end.session).toBe('session-1');
    expect(of(events, 'text').map(({text}) => text)).toEqual(['Not yet', 'half a word']);
  });

  test('lines that are no messages are shown, not believed, and not for ever', async () => {
    const {end, events} = await play('garbage');
    expect(end).toMatchObject({isOk: true, answer: 'All done.'});
    expect(of(events, 'note')[0]?.text).toBe('Warning: the sky is falling');
    expect(of(events, 'note').length).toBeLessThanOrEqual(200);
  });

  test('a line of ten megabytes is read', async () => {
    const {end, events} = await play('long line');
    expect(end).toMatchObject({isOk: true, answer: expect.stringMatching(/All done\.$/)});
    expect(of(events, 'text')[0]?.text).toHaveLength(5_000_000);
  });

  test('a refusal is no success', async () => {
    expect(failed((await play('refusal')).end)).toMatchObject({failure: 'failed', why: 'it refused to do this'});
    expect(failed((await play('turns')).end)).toMatchObject({failure: 'budget'});
  });

  test.each(['no login', 'login in the middle'])('%s: a person is asked to act', async (scenario) => {
    const end = failed((await play(scenario)).end);
    expect(end).toMatchObject({failure: 'login', why: expect.stringContaining('Run `agent login`')});
  });

  test('a limit is told with its end', async () => {
    expect(failed((await play('limited')).end)).toMatchObject({failure: 'limited', until: HOUR_LATER});
  });

  test('a program that speaks something else is told in its own words', async () => {
    expect(failed((await play('no ACP')).end)).toMatchObject({failure: 'failed', why: 'usage: agent [options]'});
  });

  test('silence ends it', async () => {
    const end = failed((await play('silence', {limits: {silenceMs: 400}})).end);
    expect(end).toMatchObject({failure: 'unreachable', why: expect.stringContaining('said nothing for 400 ms')});
    expect(end.session).toBe('session-1');
  });

  test('one that never begins is ended', async () => {
    const end = failed((await play('no beginning', {limits: {firstEventMs: 1500}})).end);
    expect(end).toMatchObject({failure: 'unreachable', why: expect.stringContaining('before it began')});
  });

  test.each(['stops when asked', 'silence', 'deaf'])('is asked to stop, then made to: %s', async (scenario) => {
    const controller = new AbortController();
    const onEvent = ({type}: AgentEvent): void => void (type === 'tool-result' && controller.abort());
    const {end, record} = await play(scenario, {signal: controller.signal, onEvent, limits: {graceMs: 300}});
    expect(failed(end)).toMatchObject({failure: 'failed', why: 'it was stopped'});
    expect(record.wasCancelled).toBe(true);
  });

  test('a run over its budget is ended while it goes on', async () => {
    const end = failed((await play('silence', {limits: {steps: 0, graceMs: 300}})).end);
    expect(end).toMatchObject({failure: 'budget', why: 'it took more than 0 steps'});
  });

  test('what it started does not outlive it', async () => {
    const {end, children} = await play('leaves children');
    expect(end.isOk).toBe(true);
    expect(children).toHaveLength(2);
  });

  test('its keys are taken out of what it says and asks', async () => {
    const env = {OPENAI_API_KEY: SECRET};
    const {events, end} = await play('prints its keys', {env});
    expect(JSON.stringify([events, end])).not.toContain(SECRET);
    const asked: AgentQuestion[] = [];
    const ask = async (question: AgentQuestion) => {
      asked.push(question);
      return {isAllowed: true} as const;
    };
    await play('permission with a key', {env, request: {ask}});
    expect(asked[0]?.subject).toBe('curl -H [OPENAI_API_KEY]');
  });
});

describe('its questions', () => {
  const answering = (answer: {isAllowed: true} | {isAllowed: false; why: string}) => {
    const asked: AgentQuestion[] = [];
    const ask = async (question: AgentQuestion) => {
      asked.push(question);
      return answer;
    };
    return {asked, ask};
  };

  test('are put with all a person has to see, and leave is given once', async () => {
    const {asked, ask} = answering({isAllowed: true});
    const {record, events} = await play('permission', {request: {ask}});
    expect(asked).toEqual([{tool: 'execute', subject: 'npm publish', detail: expect.stringContaining('Publish')}]);
    expect(record.heard).toEqual([{outcome: {outcome: 'selected', optionId: 'yes'}}]);
    expect(of(events, 'tool-result')[0]).toMatchObject({isError: false});
  });

  test('are denied with the reason', async () => {
    const {ask} = answering({isAllowed: false, why: 'not on a Friday'});
    const {record, events, end} = await play('permission', {request: {ask}});
    expect(record.heard).toEqual([
      {outcome: {outcome: 'selected', optionId: 'no', _meta: {reason: 'not on a Friday'}}},
    ]);
    expect(of(events, 'note')[0]?.text).toBe('not permitted: npm publish (not on a Friday)');
    expect(end.isOk).toBe(true);
  });

  test('are denied when nobody can be asked, and when asking fails', async () => {
    const denied = {outcome: {outcome: 'selected', optionId: 'no', _meta: {reason: 'nobody can be asked'}}};
    expect((await play('permission')).record.heard).toEqual([denied]);
    const ask = () => Promise.reject(new Error('the database is gone'));
    expect((await play('permission', {request: {ask}})).record.heard).toEqual([denied]);
  });

  test('are never answered with more than was allowed', async () => {
    const {ask} = answering({isAllowed: true});
    const {record} = await play('permission for ever only', {request: {ask}});
    expect(record.heard).toEqual([{outcome: {outcome: 'cancelled'}}]);
  });

  test('may wait for longer than it may be silent', async () => {
    const ask = () => new Promise<{isAllowed: true}>((resolve) => setTimeout(() => resolve({isAllowed: true}), 900));
    const {end, record} = await play('permission', {limits: {silenceMs: 300}, request: {ask}});
    expect(record.heard).toHaveLength(1);
    expect(end.isOk).toBe(true);
  });

  test('end with the run, however long a person would think', async () => {
    const controller = new AbortController();
    const ask = () => {
      setTimeout(() => controller.abort(), 100);
      return new Promise<never>(() => {});
    };
    const {end, record} = await play('permission, then death', {
      ...{signal: controller.signal, request: {ask}, limits: {graceMs: 500}},
    });
    expect(failed(end).why).toBe('it was stopped');
    expect(record.heard).toEqual([{outcome: {outcome: 'cancelled'}}]);
  });
});

describe('its files', () => {
  const read = (path: string, more = {}) => ['fs/read_text_file', {path, ...more}];
  const write = (path: string, content = 'new') => ['fs/write_text_file', {path, content}];

  async function onFiles(folder: string, calls: unknown[], request: Partial<AgentRequest> = {}) {
    const {record} = await play('files', {cwd: folder, env: {FILES: JSON.stringify(calls)}, request});
    return record.heard;
  }

  test('are read and written in its folder', async () => {
    const cwd = join(scratch('files'), 'work');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'a.txt'), 'one\ntwo\nthree\n');
    const heard = await onFiles(cwd, [
      read(join(cwd, 'a.txt')),
      read(join(cwd, 'a.txt'), {line: 2, limit: 1}),
      write(join(cwd, 'new/deep/b.txt'), 'hello'),
      read(join(cwd, 'nothing.txt')),
      read(cwd),
    ]);
    expect(heard).toEqual([
      {content: 'one\ntwo\nthree\n'},
      {content: 'two'},
      {},
      {code: -32602, message: expect.stringContaining('There is no file')},
      {code: -32602, message: expect.stringContaining('is not a file')},
    ]);
    expect(readFileSync(join(cwd, 'new/deep/b.txt'), 'utf8')).toBe('hello');
  });

  test('are neither read nor written outside of it, by whatever way', async () => {
    const dir = scratch('files');
    const cwd = join(dir, 'work');
    mkdirSync(join(cwd, '.git'), {recursive: true});
    writeFileSync(join(dir, 'secret.txt'), 'secret');
    symlinkSync(join(dir, 'secret.txt'), join(cwd, 'link.txt'));
    symlinkSync(dir, join(cwd, 'up'));
    symlinkSync(join(dir, 'not-yet.txt'), join(cwd, 'dangling.txt'));
    const ways = [
      join(dir, 'secret.txt'),
      join(cwd, '../secret.txt'),
      join(cwd, 'link.txt'),
      join(cwd, 'up/secret.txt'),
    ];
    const others = [
      join(cwd, 'dangling.txt'),
      join(cwd, 'up/new.txt'),
      join(cwd, '.git/config'),
      join(cwd, 'agents.yaml'),
    ];
    const heard = await onFiles(cwd, [
      ...ways.map((path) => read(path)),
      ...[...ways, ...others].map((path) => write(path)),
    ]);
    expect(heard).toHaveLength(12);
    for (const answer of heard) expect(answer).toMatchObject({code: -32602});
    expect(readFileSync(join(dir, 'secret.txt'), 'utf8')).toBe('secret');
    expect([existsSync(join(dir, 'not-yet.txt')), existsSync(join(dir, 'new.txt'))]).toEqual([false, false]);
  });

  test('are not written when another task holds them, under whatever name', async () => {
    const cwd = join(scratch('files'), 'work');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'held.ts'), 'old');
    symlinkSync(join(cwd, 'held.ts'), join(cwd, 'alias.ts'));
    const whyNotWrite = (path: string) => (path === join(cwd, 'held.ts') ? 'task #4 holds it' : undefined);
    const heard = await onFiles(cwd, [write(join(cwd, 'held.ts')), write(join(cwd, 'alias.ts'))], {whyNotWrite});
    for (const answer of heard) expect(answer).toMatchObject({message: expect.stringContaining('task #4 holds it')});
    expect(readFileSync(join(cwd, 'held.ts'), 'utf8')).toBe('old');
  });
});

test('is probed without a turn', async () => {
  const dir = scratch('acp');
  const {signal} = new AbortController();
  const probe = (scenario: string, command: readonly [string, ...string[]] = programIn(dir).command) =>
    acpAgent({name: 'goose', command, folder: dir}).probe({PATH: '/usr/bin:/bin', SCENARIO: scenario}, signal);
  expect(await probe('success')).toEqual({state: 'ready', version: '3.2.1'});
  expect(await probe('no ACP')).toMatchObject({state: 'unreachable', why: expect.stringContaining('usage: agent')});
  expect(await probe('success', ['goose', 'acp'])).toMatchObject({state: 'missing', why: 'goose is not on PATH'});
  expect(await probe('success', ['./goose'])).toMatchObject({state: 'missing', why: 'there is no program ./goose'});
});
