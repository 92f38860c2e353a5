import {describe, expect, test} from 'vitest';
import type {AgentEvent, Failure} from '../../src/agents/agent.js';
import {cliAgent} from '../../src/agents/cli/adapter.js';
import {agy} from '../../src/agents/cli/agy.js';
import {claude} from '../../src/agents/cli/claude.js';
import {codex} from '../../src/agents/cli/codex.js';
import {copilot} from '../../src/agents/cli/copilot.js';
import type {CliDriver} from '../../src/agents/cli/driver.js';
import {gemini} from '../../src/agents/cli/gemini.js';
import {grok} from '../../src/agents/cli/grok.js';
import {opencode} from '../../src/agents/cli/opencode.js';
import {scratch} from '../support/world.js';
import {leftOver, NOW, play, programEnv} from './programs.js';
import {failed, of, textOf} from './told.js';

/** What is each driver's own; all the rest is the same for all of them. */
interface Row {
  driver: CliDriver;
  version: string;
  model?: string;
  costUsd?: number;
  /** It counts neither tokens nor money. */
  isUncounted?: boolean;
  /** It takes the prompt as an argument. */
  hasPromptInArgs?: boolean;
  exit41?: Failure;
  /** It does not say that it waits, or not until when. */
  waiting?: 'mute' | 'for an unknown time';
  /** It tries a key that was refused again. */
  retriesKey?: boolean;
  /** It says so when the session is gone. */
  knowsLost?: boolean;
  /** The variable that holds its key. */
  key: string;
}

const rows: readonly Row[] = [
  {
    driver: claude,
    retriesKey: true,
    version: '2.1.329',
    model: 'model-1',
    costUsd: 0.25,
    key: 'ANTHROPIC_API_KEY',
    knowsLost: true,
  },
  {
    driver: codex,
    retriesKey: true,
    version: '0.169.0',
    key: 'CODEX_API_KEY',
    waiting: 'for an unknown time',
    knowsLost: true,
  },
  {driver: gemini, version: '0.61.0', model: 'model-1', exit41: 'login', key: 'GEMINI_API_KEY', knowsLost: true},
  {driver: agy, version: '1.3.5', model: 'model-1', waiting: 'mute', key: 'GEMINI_API_KEY'},
  {
    driver: copilot,
    retriesKey: true,
    version: '1.0.102',
    model: 'model-1',
    isUncounted: true,
    key: 'GITHUB_TOKEN',
    knowsLost: true,
  },
  {driver: grok, version: '1.0.41', model: 'model-1', costUsd: 0.25, hasPromptInArgs: true, key: 'XAI_API_KEY'},
  {driver: opencode, version: '1.18.33', costUsd: 0.25, key: 'OPENROUTER_API_KEY', knowsLost: true},
];

const SECRET = 'sk-very-secret-0123456789';
const HOUR_LATER = NOW + 7_530_000;

describe.each(rows)('$driver.program', (row) => {
  const {driver} = row;

  test('does its work and says so', async () => {
    const {end, events, record, transcript} = await play(driver, 'success', {env: {[row.key]: SECRET}});
    const session = driver.takesFresh ? expect.stringMatching(/^[0-9a-f-]{36}$/) : 'session-1';
    expect(end).toEqual({isOk: true, answer: 'All done.', session});
    expect(of(events, 'started')).toEqual([
      expect.objectContaining({version: row.version, ...(row.model !== undefined && {model: row.model})}),
    ]);
    const [tool] = of(events, 'tool');
    expect(tool?.subject).toBe('wc -l a.txt');
    expect(of(events, 'tool-result')).toEqual([{type: 'tool-result', id: tool?.id, isError: false, text: 'one line'}]);
    expect(textOf(events)).toBe('All done.');
    const usage = {inputTokens: 100, outputTokens: 10, ...(row.costUsd !== undefined && {costUsd: row.costUsd})};
    expect(of(events, 'usage').at(-1)?.usage).toEqual(row.isUncounted ? undefined : usage);

    // The prompt arrived, by a stdin that ended: the program reads it to the end before it begins.
    expect(`${record?.stdin}${row.hasPromptInArgs ? record?.args.join('\n') : ''}`).toContain('Count the lines.');
    expect(record?.env[row.key]).toBe(SECRET);
    expect(record?.args.join('\n')).not.toContain(SECRET);
    expect(transcript).not.toContain(SECRET);
    expect(leftOver({record, children: []})).toEqual([]);
  });

  test('is never given leave to do whatever it likes', () => {
    const limits = {silenceMs: 1, firstEventMs: 1, graceMs: 1};
    const args = driver.args({prompt: '-p --yolo', cwd: '/tmp', env: {}, limits}, 'fresh');
    const said = args.filter((arg) => !arg.includes('-p --yolo')).join(' ');
    expect(said).not.toMatch(/yolo|dangerously|bypass|always-approve|allow-all|full-access|--auto\b/i);
    // A prompt that looks like an option is no option.
    expect(args).not.toContain('-p --yolo');
  });

  test('goes on with a session, and with a model', async () => {
    const {end, record} = await play(driver, 'success', {request: {session: 'session-7', model: 'model-7'}});
    expect(end).toEqual({isOk: true, answer: 'All done.', session: 'session-7'});
    expect(record?.args).toContain('model-7');
  });

  test.runIf(row.knowsLost)('a session that is gone is not tried again', async () => {
    const {end} = await play(driver, 'lost session', {request: {session: 'session-9'}});
    expect(failed(end).failure).toBe('failed');
    expect(end.session).toBeUndefined();
  });

  test('is ended when it does not leave after its result', async () => {
    const {end, events, record} = await play(driver, 'hang after the result', {limits: {graceMs: 200}});
    expect(end).toMatchObject({isOk: true, answer: 'All done.'});
    expect(of(events, 'note').at(-1)?.text).toContain('did not leave');
    expect(leftOver({record, children: []})).toEqual([]);
  });

  test('an error in its result is no success', async () => {
    const {end} = await play(driver, 'success with an error');
    expect(failed(end)).toMatchObject({failure: 'failed', why: 'the model gave up'});
  });

  test('a success that leaves with an error is none', async () => {
    const {end} = await play(driver, 'success and exit 7');
    expect(failed(end)).toMatchObject({failure: 'failed', why: expect.stringContaining('exit code 7')});
  });

  test('exit code 41 means what it means to this program', async () => {
    const {end} = await play(driver, 'exit 41');
    expect(failed(end)).toMatchObject(
      row.exit41 ? {failure: row.exit41} : {failure: 'failed', why: 'something about it'},
    );
  });

  test.each(['plain text error', 'plain text on stdout'])('%s is its reason', async (scenario) => {
    const {end} = await play(driver, scenario);
    expect(failed(end)).toMatchObject({failure: 'failed', why: 'Error: the sky fell'});
  });

  test('a flood of words fills neither the memory nor the transcript', async () => {
    const before = process.memoryUsage().rss;
    const {end, events, transcript} = await play(driver, 'flood');
    expect(end).toMatchObject({isOk: true, answer: 'All done.'});
    expect(events.length).toBeLessThan(300);
    expect(transcript.length).toBeLessThan(500_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  test('a line of ten megabytes is read, and not written down', async () => {
    const {end, events, transcript} = await play(driver, 'long line');
    expect(end).toMatchObject({isOk: true, answer: expect.stringMatching(/All done\.$/)});
    expect(textOf(events).length).toBeGreaterThan(5_000_000);
    expect(transcript.length).toBeLessThan(500_000);
  });

  test('bytes that are no text do no harm', async () => {
    const {end, events} = await play(driver, 'no text');
    expect(end).toMatchObject({isOk: true, answer: expect.stringMatching(/All done\.$/)});
    expect(textOf(events)).toContain('\uFFFD');
  });

  test('half a line at the end is no result', async () => {
    const {end} = await play(driver, 'half a line');
    expect(failed(end)).toMatchObject({failure: 'failed'});
  });

  test('death in the middle is told, and its session kept', async () => {
    const {end, events} = await play(driver, 'death in the middle');
    expect(failed(end)).toMatchObject({failure: 'failed', why: expect.stringContaining('SIGKILL')});
    expect(end.session).toBeDefined();
    expect(of(events, 'tool-result')).toHaveLength(1);
  });

  test('silence ends it', async () => {
    const {end, record} = await play(driver, 'silence', {limits: {silenceMs: 400}});
    expect(failed(end)).toMatchObject({
      failure: 'unreachable',
      why: expect.stringContaining('said nothing for 400 ms'),
    });
    expect(end.session).toBeDefined();
    expect(leftOver({record, children: []})).toEqual([]);
  });

  test('one that never begins is ended', async () => {
    const {end} = await play(driver, 'no beginning', {limits: {firstEventMs: 1500}});
    expect(failed(end)).toMatchObject({failure: 'unreachable', why: expect.stringContaining('before it began')});
  });

  test('it is stopped when nobody wants it any more', async () => {
    const controller = new AbortController();
    const onEvent = (event: AgentEvent): void => {
      if (event.type === 'tool-result') controller.abort();
    };
    const {end, record} = await play(driver, 'silence', {signal: controller.signal, onEvent});
    expect(failed(end)).toMatchObject({failure: 'failed', why: 'it was stopped'});
    expect(leftOver({record, children: []})).toEqual([]);
  });

  test('without a login a person is asked to act', async () => {
    const {end} = await play(driver, 'no login');
    expect(failed(end).failure).toBe('login');
  });

  test.runIf(row.retriesKey)('a key that is refused again and again is not tried for ever', async () => {
    const {end, record} = await play(driver, 'waits with a wrong key');
    expect(failed(end).failure).toBe('login');
    expect(leftOver({record, children: []})).toEqual([]);
  });

  test('a limit is told with its end', async () => {
    const {end} = await play(driver, 'limited');
    expect(failed(end)).toMatchObject({failure: 'limited', until: HOUR_LATER});
  });

  test.runIf(row.waiting !== 'mute')('it does not sit out a limit that lasts longer than our patience', async () => {
    const limits = row.waiting === 'for an unknown time' ? {silenceMs: 400} : {};
    const {end, record} = await play(driver, 'waits for a limit', {limits});
    expect(failed(end)).toMatchObject({failure: 'limited', ...(row.waiting === undefined && {until: HOUR_LATER})});
    expect(leftOver({record, children: []})).toEqual([]);
  });

  test('what is not permitted is seen, and the rest goes on', async () => {
    const {end, events} = await play(driver, 'not permitted');
    expect(end).toMatchObject({isOk: true});
    expect(of(events, 'tool-result')[0]).toMatchObject({isError: true, text: expect.stringContaining('permission')});
  });

  test('its keys are taken out of what it says', async () => {
    const {end, events, transcript} = await play(driver, 'prints its keys', {env: {[row.key]: SECRET}});
    expect(textOf(events)).toContain(`[${row.key}]`);
    expect(transcript).not.toContain(SECRET);
    expect(JSON.stringify(end)).not.toContain(SECRET);
  });

  test('what it started does not outlive it', async () => {
    const {end, record, children} = await play(driver, 'leaves children');
    expect(end).toMatchObject({isOk: true});
    expect(children).toHaveLength(2);
    expect(leftOver({record, children})).toEqual([]);
  });

  test('is probed without a run', async () => {
    const dir = scratch('probe');
    const {signal} = new AbortController();
    const agent = cliAgent(driver);
    const probe = (scenario: string, more: NodeJS.ProcessEnv = {}) =>
      agent.probe({...programEnv(driver, dir, scenario), ...more}, signal);
    expect(await probe('success')).toEqual({state: 'ready', version: row.version, via: 'program'});
    expect(await probe('success', {PATH: '/usr/bin:/bin'})).toMatchObject({
      state: 'missing',
      hint: expect.stringContaining(`Install \`${driver.program}\``),
    });
    if (driver.login) expect(await probe('no login')).toMatchObject({state: 'login', hint: driver.hint});
    for (const key of driver.keys ?? []) expect(await probe('no login', {[key]: 'k'})).toMatchObject({state: 'ready'});
  });
});

test('a program that is deaf to requests is ended all the same', async () => {
  const {end, record} = await play(claude, 'deaf to requests', {limits: {silenceMs: 200}});
  expect(failed(end).failure).toBe('unreachable');
  expect(leftOver({record, children: []})).toEqual([]);
});

test('a program that is not there is told at once', async () => {
  const {end, events} = await play(claude, 'success', {env: {PATH: '/usr/bin:/bin'}});
  expect(failed(end)).toMatchObject({failure: 'login', why: 'claude is not installed'});
  expect(events).toEqual([]);
});

test('another program of the same name is not taken for it', async () => {
  const dir = scratch('probe');
  const env = programEnv(claude, dir, 'success');
  const probed = await cliAgent({...grok, program: 'claude'}).probe(env, new AbortController().signal);
  expect(probed).toMatchObject({state: 'missing', why: expect.stringContaining('another program')});
});

test('a task too long for an argument is refused in words, and fits through stdin', async () => {
  const prompt = 'x'.repeat(300_000);
  expect(failed((await play(grok, 'success', {request: {prompt}})).end).why).toContain('too long for grok');
  const {end, record} = await play(claude, 'success', {request: {prompt}});
  expect(end.isOk).toBe(true);
  expect(record?.stdin).toHaveLength(300_000);
});

test('a run over its budget is ended while it goes on', async () => {
  const {end, record} = await play(opencode, 'silence', {limits: {tokens: 20}});
  expect(failed(end)).toMatchObject({failure: 'budget', why: expect.stringContaining('of 20 tokens')});
  expect(leftOver({record, children: []})).toEqual([]);
});
