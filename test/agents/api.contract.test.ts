import {describe, expect, test} from 'vitest';
import {apiAgent} from '../../src/agents/api/adapter.js';
import {chatgptApi} from '../../src/agents/api/chatgpt.js';
import {claudeApi} from '../../src/agents/api/claude.js';
import {copilotApi} from '../../src/agents/api/copilot.js';
import {geminiApi} from '../../src/agents/api/gemini.js';
import {grokApi} from '../../src/agents/api/grok.js';
import {localApi} from '../../src/agents/api/local.js';
import {probeApi} from '../../src/agents/api/probe.js';
import type {ApiVendor} from '../../src/agents/api/vendor.js';
import {findWay} from '../../src/agents/api/way.js';
import {type Dialect, dialects, type Turn} from './api/dialects.js';
import {type Act, type Look, type Model, startModel} from './api/model.js';
import {KEY, type Play, type Played, playApi} from './api/play.js';
import {failed, of, textOf} from './told.js';

/** What is each vendor's own; all the rest is the same for all of them. */
interface Row {
  vendor: ApiVendor;
  dialect: Dialect;
  /** Stands before its settings. */
  own: string;
  /** The name its vendor gives the key. */
  key: string;
  /** It says what a call cost. */
  isPriced?: boolean;
  /** Its thoughts are shown. */
  isThinker?: boolean;
  keyIsOptional?: boolean;
}

const rows: readonly Row[] = [
  {vendor: claudeApi, dialect: dialects.anthropic, own: 'CLAUDE', key: 'ANTHROPIC_API_KEY', isThinker: true},
  {vendor: chatgptApi, dialect: dialects.chat, own: 'CHATGPT', key: 'OPENAI_API_KEY'},
  {vendor: geminiApi, dialect: dialects.gemini, own: 'GEMINI', key: 'GEMINI_API_KEY', isThinker: true},
  {vendor: copilotApi, dialect: dialects.chat, own: 'COPILOT', key: 'GITHUB_TOKEN', isThinker: true},
  {vendor: grokApi, dialect: dialects.xai, own: 'GROK', key: 'XAI_API_KEY', isPriced: true, isThinker: true},
  {
    vendor: localApi,
    dialect: dialects.chat,
    own: 'LOCAL',
    key: 'LOCAL_API_KEY',
    isPriced: true,
    isThinker: true,
    keyIsOptional: true,
  },
];

const USAGE = {input: 100, output: 10};
const done: Turn = {text: 'All done.', usage: USAGE};
const edits: Turn = {
  text: 'I add it.',
  calls: [{name: 'edit', input: {path: 'a.txt', old: 'one\n', new: 'one\ntwo\n'}}],
  usage: USAGE,
};
const reads: Turn = {thought: 'What is in it?', calls: [{name: 'read', input: {path: 'a.txt'}}], usage: USAGE};

const toolNames = [{name: 'read', input: {path: 'a.txt'}}];

describe.each(rows)('$vendor.name over its API', (row) => {
  const {vendor, dialect, own, key} = row;
  const envFor = ({url}: Model): NodeJS.ProcessEnv => ({
    ...{[key]: KEY, [`${own}_BASE_URL`]: url, [`${own}_MODEL`]: 'model-1', PATH: process.env.PATH},
  });

  async function play(
    acts: readonly Act[],
    how: Omit<Partial<Play>, 'onPause'> & {onPause?: (model: Model) => Promise<void>} = {},
  ): Promise<Played & {model: Model}> {
    const model = await startModel(dialect, acts);
    const {onPause, env, ...rest} = how;
    const played = await playApi(vendor, {
      ...rest,
      env: {...envFor(model), ...env},
      ...(onPause && {onPause: () => onPause(model)}),
    });
    return {...played, model};
  }

  const says = (...turns: Turn[]): Act[] => turns.map((say) => ({say}));

  test('reads a file, changes it, and says so', async () => {
    // O-2, O-3, O-4, O-5, O-6
    const {end, events, read, model} = await play(says(reads, edits, done));
    expect(end).toEqual({isOk: true, answer: 'All done.'});
    expect(read('a.txt')).toBe('one\ntwo\n');
    expect(of(events, 'started')).toEqual([{type: 'started', model: 'model-1'}]);
    expect(of(events, 'tool').map(({name, subject}) => [name, subject])).toEqual([
      ['read', 'a.txt'],
      ['edit', 'a.txt'],
    ]);
    const ids = of(events, 'tool').map(({id}) => id);
    expect(of(events, 'tool-result')).toEqual([
      {type: 'tool-result', id: ids[0], isError: false, text: 'one'},
      {type: 'tool-result', id: ids[1], isError: false, text: 'a.txt was changed.'},
    ]);
    expect(textOf(events)).toBe('I add it.\nAll done.');
    if (row.isThinker) expect(of(events, 'thought')).toEqual([{type: 'thought', text: 'What is in it?'}]);
    expect(model.results()).toEqual(['one', 'a.txt was changed.']);
    expect(model.asked.map((one) => one.key)).toEqual([KEY, KEY, KEY]);
    expect(JSON.stringify(model.asked[0]?.body)).toContain('Add a line.');
    expect(JSON.stringify([end, events])).not.toContain(KEY);
  });

  test('adds up what the vendor counts, and knows the price only where it is told', async () => {
    const {events} = await play(says({...reads, costUsd: 0.5}, {...done, costUsd: 0.25}));
    expect(of(events, 'usage').map(({usage}) => usage)).toEqual([
      {inputTokens: 100, outputTokens: 10, ...(row.isPriced && {costUsd: 0.5})},
      {inputTokens: 200, outputTokens: 20, ...(row.isPriced && {costUsd: 0.75})},
    ]);
  });

  test('its words are told while they come', async () => {
    const controller = new AbortController();
    const first = 'x'.repeat(19_999);
    const act: Act = {say: {text: `${first}\nsecond`}, until: dialect === dialects.anthropic ? 5 : 2, after: 'silence'};
    const {events} = await play([act], {
      signal: controller.signal,
      onEvent: ({type}) => type === 'text' && controller.abort(),
    });
    expect(textOf(events)).toBe(first);
  });

  test('tools it wants at once are all used, one after the other', async () => {
    const input = (old: string, next: string) => ({name: 'edit', input: {path: 'a.txt', old, new: next}});
    const {end, read, model} = await play(
      says({calls: [input('one', 'two'), input('two', 'three')], usage: USAGE}, done),
    );
    expect(end.isOk).toBe(true);
    expect(read('a.txt')).toBe('three\n');
    expect(model.asked).toHaveLength(2);
    expect(model.results()).toEqual(['a.txt was changed.', 'a.txt was changed.']);
  });

  test('a tool there is not, and input that is wrong, are answered in words, and it goes on', async () => {
    const calls = [
      {name: 'fly', input: {}},
      {name: 'read', input: {path: 7}},
      {name: 'run', input: {command: 'touch b.txt'}},
    ];
    const {end, events, model} = await play(says({calls, usage: USAGE}, done));
    expect(end.isOk).toBe(true);
    expect(of(events, 'tool-result').map(({isError}) => isError)).toEqual([true, true, true]);
    const [unknown, wrong, unasked] = model.results();
    expect(unknown).toContain('there is no such tool');
    expect(wrong).toContain('The input of read is wrong');
    expect(unasked).toContain('nobody can be asked');
  });

  test('its settings go to the vendor', async () => {
    // O-8
    const env = {[`${own}_TEMPERATURE`]: '0.5', [`${own}_MAX_TOKENS`]: '777', [`${own}_MODEL`]: 'model-7'};
    const {events, model} = await play(says(done), {env});
    const {path, body} = model.asked[0] ?? {};
    expect(of(events, 'started')[0]?.model).toBe('model-7');
    expect(`${path} ${body?.model}`).toContain('model-7');
    expect(JSON.stringify(body)).toMatch(/"temperature":0\.5/);
    expect(JSON.stringify(body)).toMatch(/":777/);
  });

  test('waits for its turn before each call', async () => {
    let turns = 0;
    const turn = async (): Promise<void> => void turns++;
    const {model} = await play(says(reads, done), {request: {turn}});
    expect(turns).toBe(2);
    expect(model.asked).toHaveLength(2);
  });

  test('a key that is refused is told by the name of its variable', async () => {
    // O-5
    for (const status of [401, 403]) {
      const {end, model} = await play([{status, message: `no, not ${KEY}`}]);
      expect(failed(end).failure).toBe('login');
      expect(failed(end).why).toContain(`the key in ${key} (${status})`);
      expect(failed(end).why).not.toContain(KEY);
      expect(model.asked).toHaveLength(1);
    }
  });

  test('a model there is not is told in one sentence', async () => {
    const {end} = await play([{status: 404, message: 'model not found'}]);
    expect(failed(end)).toMatchObject({failure: 'failed', why: expect.stringContaining('has no model model-1')});
    expect(failed(end).why).toContain(`Set ${own}_MODEL`);
  });

  test('a limit is told with its end, by seconds or by a date', async () => {
    const later = Math.ceil(Date.now() / 1000) * 1000 + 7_200_000;
    const bySeconds = await play([{status: 429, headers: {'retry-after': '7200'}, message: 'slow down'}]);
    expect(failed(bySeconds.end).failure).toBe('limited');
    expect(Math.abs((failed(bySeconds.end).until ?? 0) - later)).toBeLessThan(60_000);
    const byDate = await play([{status: 429, headers: {'retry-after': new Date(later).toUTCString()}}]);
    expect(failed(byDate.end)).toMatchObject({failure: 'limited', until: later});
    expect(bySeconds.pauses).toEqual([]);
  });

  test('a limit that is over soon is waited for', async () => {
    const {end, pauses, events} = await play([{status: 429, headers: {'retry-after': '3'}}, {say: done}]);
    expect(end.isOk).toBe(true);
    expect(pauses).toHaveLength(1);
    expect(pauses[0]).toBeGreaterThan(2500);
    expect(of(events, 'note')[0]?.text).toContain('trying again in');
  });

  test('a vendor that hangs is given up at the timeout that was set', async () => {
    // O-12
    const {end, model} = await play(['mute'], {env: {[`${own}_TIMEOUT`]: '300ms'}});
    expect(failed(end)).toMatchObject({
      failure: 'unreachable',
      why: expect.stringContaining('said nothing for 300 ms'),
    });
    expect(model.asked).toHaveLength(1);
  });

  test.each(['silence', 'crumbs'] as const)('an answer that stops in %s is given up as well', async (after) => {
    const until = dialect === dialects.anthropic ? 4 : 2;
    const {end} = await play([{say: {text: 'I begin'.repeat(5000)}, until, after}], {limits: {silenceMs: 300}});
    expect(failed(end)).toMatchObject({
      failure: 'unreachable',
      why: expect.stringContaining('said nothing for 300 ms'),
    });
  });

  test.each<[string, Act]>([
    ['a page', {raw: '<html><body>Please log in to the network</body></html>', type: 'text/html'}],
    ['JSON that is no answer', {raw: '{"hello": 1}', type: 'application/json'}],
    ['events that are no answer', {raw: 'data: {"hello": 1}\n\ndata: 7\n\n', type: 'text/event-stream'}],
    ['half an event', {raw: 'data: {"id": "ch', type: 'text/event-stream'}],
    ['no JSON', {raw: 'data: {{{\n\n', type: 'text/event-stream'}],
    ['bytes', {raw: '\0\u0001\ufffd'.repeat(1000), type: 'application/octet-stream'}],
    ['nothing', {raw: '', type: 'text/event-stream'}],
  ])('%s instead of an answer is told in one sentence', async (_, act) => {
    const {end, pauses} = await play([act]);
    expect(failed(end).failure).toMatch(/^(unreachable|failed)$/);
    expect(failed(end).why).toMatch(/no answer|not an answer|cut off|broke off/);
    expect(failed(end).why).not.toContain('\n');
    expect(pauses.length).toBeLessThan(6);
  });

  test('a page with an error status is no novel', async () => {
    const {end} = await play([{status: 502, body: `<html>${'bad gateway '.repeat(10_000)}</html>`}]);
    expect(failed(end)).toMatchObject({failure: 'unreachable'});
    expect(failed(end).why.length).toBeLessThan(500);
  });

  test('its key is sent to no other host', async () => {
    const other = await startModel(dialect, says(done));
    const {end, model} = await play([{redirect: `${other.url}/chat/completions`}]);
    expect(failed(end)).toMatchObject({failure: 'login', why: expect.stringContaining('a key is not sent there')});
    expect(model.asked).toHaveLength(1);
    expect([...other.asked, ...other.looks]).toEqual([]);
  });

  test.each(['break', 'end'] as const)(
    'an answer that is cut off by %s has no effect, and is asked for again',
    async (after) => {
      const until =
        dialect.events(edits, 1).length - (dialect === dialects.anthropic ? 2 : dialect === dialects.gemini ? 1 : 3);
      const {end, read, model, events} = await play([{say: edits, until, after}, {say: edits}, {say: done}]);
      expect(end.isOk).toBe(true);
      expect(read('a.txt')).toBe('one\ntwo\n');
      expect(of(events, 'tool')).toHaveLength(1);
      expect(of(events, 'note')).toHaveLength(1);
      expect(model.asked).toHaveLength(3);
    },
  );

  test('a network that is cut for a minute in the middle of a task does not stop it', async () => {
    // O-138
    const model = await startModel(dialect, says(reads, edits, done));
    let gone = 0;
    const {end, read, events} = await playApi(vendor, {
      env: envFor(model),
      request: {
        // It goes when the first answer is there, and the second is about to be asked for.
        async turn() {
          if (model.asked.length === 1 && gone === 0) await model.down();
        },
      },
      async onPause(ms) {
        const before = gone;
        gone += ms;
        if (before < 60_000 && gone >= 60_000) await model.up();
      },
    });
    expect(end).toEqual({isOk: true, answer: 'All done.'});
    expect(read('a.txt')).toBe('one\ntwo\n');
    expect(gone).toBeGreaterThan(60_000);
    expect(of(events, 'note').length).toBeGreaterThan(3);
    expect(
      of(events, 'note')
        .map(({text}) => text)
        .join(),
    ).toContain('nobody answers there; trying again in');
  });

  test('a vendor that stays away is given up after some minutes', async () => {
    const {end, pauses} = await play(['break']);
    expect(failed(end)).toMatchObject({failure: 'unreachable', why: expect.stringContaining('cannot be reached')});
    const waited = pauses.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(280_000);
    expect(waited).toBeLessThan(400_000);
  });

  test('a vendor that is not well is asked again a few times', async () => {
    const {end, model} = await play([{status: 503, message: 'overloaded'}, {status: 500}, {say: done}]);
    expect(end.isOk).toBe(true);
    expect(model.asked).toHaveLength(3);
    const sick = await play([{status: 503, message: 'down'}]);
    expect(failed(sick.end)).toMatchObject({failure: 'unreachable', why: expect.stringContaining('(503): down')});
    expect(sick.model.asked.length).toBeLessThan(8);
  });

  test('an answer of ten megabytes is read and not told as one', async () => {
    const {end, events} = await play(says({text: `${'y'.repeat(99)}\n`.repeat(100_000), usage: USAGE}));
    expect(end.isOk).toBe(true);
    expect(textOf(events).length).toBeGreaterThan(9_900_000);
    expect(Math.max(...of(events, 'text').map(({text}) => text.length))).toBeLessThan(100_000);
  });

  test('it stops at its steps, its tokens, and the length of an answer', async () => {
    const bySteps = await play(says(reads), {limits: {steps: 3}});
    expect(failed(bySteps.end)).toMatchObject({failure: 'budget', why: expect.stringContaining('more than 3 steps')});
    expect(of(bySteps.events, 'tool')).toHaveLength(3);
    const byTokens = await play(says(reads), {limits: {tokens: 300}});
    expect(failed(byTokens.end)).toMatchObject({failure: 'budget', why: expect.stringContaining('300 tokens')});
    expect(byTokens.model.asked).toHaveLength(3);
    expect(JSON.stringify(byTokens.model.asked[2]?.body)).toMatch(/":80\b/);
    const byLength = await play(says({text: 'I was about to', stop: 'length', usage: USAGE}), {
      env: {[`${own}_MAX_TOKENS`]: '10'},
    });
    expect(failed(byLength.end)).toMatchObject({failure: 'failed', why: expect.stringContaining(`${own}_MAX_TOKENS`)});
  });

  test('a refusal of the model is no success', async () => {
    // O-2, O-3, O-4
    const {end} = await play(says({text: 'I', stop: 'refusal', usage: USAGE}));
    expect(failed(end)).toMatchObject({failure: 'failed', why: expect.stringContaining('does not answer this')});
    expect(failed((await play(says({usage: USAGE}))).end).why).toContain('without a word');
  });

  test('it is stopped when nobody wants it any more, wherever it is', async () => {
    const stopped = {isOk: false, failure: 'failed', why: 'it was stopped'};
    const before = new AbortController();
    before.abort();
    expect((await play(says(done), {signal: before.signal})).end).toEqual(stopped);

    const asking = new AbortController();
    setTimeout(() => asking.abort(), 200);
    expect((await play(['mute'], {signal: asking.signal})).end).toEqual(stopped);

    const working = new AbortController();
    const calls = [{name: 'run', input: {command: 'touch started; sleep 300; touch ended'}}, ...toolNames];
    const {end, events} = await play(says({calls, usage: USAGE}), {
      signal: working.signal,
      request: {
        async ask() {
          setTimeout(() => working.abort(), 300);
          return {isAllowed: true};
        },
      },
    });
    expect(end).toEqual(stopped);
    expect(of(events, 'tool')).toHaveLength(1);
  });

  test('a key that a tool comes across does not go to the vendor', async () => {
    const calls = [{name: 'search', input: {text: 'key'}}];
    const model = await startModel(
      dialect,
      says(
        {calls: [{name: 'write', input: {path: 'k', text: `key ${KEY}`}}], usage: USAGE},
        {calls, usage: USAGE},
        done,
      ),
    );
    const {events} = await playApi(vendor, {env: envFor(model)});
    expect(model.results().join()).toContain(`[${key}]`);
    expect(model.results().join()).not.toContain(KEY);
    expect(JSON.stringify(of(events, 'tool-result'))).not.toContain(KEY);
  });

  describe('a look at it', () => {
    const {signal} = new AbortController();
    async function look(answer: Look, env: NodeJS.ProcessEnv = {}) {
      const model = await startModel(dialect, says(done), answer);
      return {probed: await probeApi(vendor, {...envFor(model), ...env}, signal, 300), model};
    }
    const fine: Look = vendor === copilotApi ? {status: 400, message: 'messages: too short'} : {status: 200};

    test('costs no tokens, and tells that it is ready and how far away', async () => {
      const {probed, model} = await look(fine);
      expect(probed).toEqual({state: 'ready', version: 'model-1', via: 'api', latencyMs: expect.any(Number)});
      expect(model.asked).toEqual([]);
      expect(model.looks.map((one) => one.key)).toEqual([KEY]);
    });

    test.each<[string, Look]>([
      ['login', {status: 401, message: 'bad key'}],
      ['login', {status: 403, message: 'no access'}],
      ['limited', {status: 429, message: 'slow down'}],
      ['unreachable', {status: 503}],
      ['unreachable', 'mute'],
    ])('says %s when it is answered %o', async (state, answer) => {
      const {probed} = await look(answer);
      expect(probed).toMatchObject({state, why: expect.stringMatching(/\S/), hint: expect.stringMatching(/\.$/)});
      expect(JSON.stringify(probed)).not.toContain(KEY);
    });

    test('says what is missing', async () => {
      const {probed} = await look(fine, {[key]: ''});
      if (row.keyIsOptional) expect(probed.state).toBe('ready');
      else
        expect(probed).toMatchObject({
          state: 'missing',
          why: `${key} is not set`,
          hint: expect.stringContaining(`Set ${key}`),
        });
      expect(await probeApi(vendor, {[key]: 'two words'}, signal)).toMatchObject({
        state: 'login',
        why: expect.stringContaining(key),
      });
    });

    test('says that nobody is there', async () => {
      const {model} = await look(fine);
      await model.down();
      expect(await apiAgent(vendor).probe(envFor(model), signal)).toMatchObject({
        state: 'unreachable',
        why: expect.stringContaining('nobody answers there'),
      });
    });
  });
});

test('grok is at its usual address, or at the one that was set', async () => {
  // O-6
  const set = {XAI_API_KEY: KEY};
  expect(findWay(grokApi, set).way.baseUrl).toBe('https://api.x.ai/v1');
  const model = await startModel(dialects.xai, [{say: done}]);
  const {end} = await playApi(grokApi, {env: {...set, XAI_BASE_URL: model.url}});
  expect(end.isOk).toBe(true);
  expect(model.asked.map(({path}) => path)).toEqual(['/v1/chat/completions']);
});

test('every vendor has an address and a model of its own, and a server of yours has neither', () => {
  for (const {vendor, key} of rows.filter(({keyIsOptional}) => !keyIsOptional)) {
    const {way} = findWay(vendor, {[key]: KEY});
    expect(way.baseUrl, vendor.name).toMatch(/^https:/);
    expect(way.model, vendor.name).toMatch(/./);
  }
  expect(() => findWay(localApi, {})).toThrow('LOCAL_BASE_URL is not set');
  expect(() => findWay(localApi, {LOCAL_BASE_URL: 'http://localhost:11434'})).toThrow('LOCAL_MODEL is not set');
});

test('a server of your own needs no key, and may count nothing', async () => {
  const model = await startModel(dialects.chat, [{say: {text: 'All done.'}}]);
  const {end, events} = await playApi(localApi, {
    env: {LOCAL_BASE_URL: model.url, LOCAL_MODEL: 'llama'},
    limits: {tokens: 1000},
  });
  expect(end.isOk).toBe(true);
  expect(model.asked.map(({key}) => key)).toEqual([undefined]);
  expect(of(events, 'usage')).toEqual([]);
});

test('claude is given its signed thoughts again, and told what to keep', async () => {
  const model = await startModel(dialects.anthropic, [{say: reads}, {say: done}]);
  await playApi(claudeApi, {env: {CLAUDE_API_KEY: KEY, CLAUDE_BASE_URL: model.url}});
  const [first, second] = model.asked.map(({body}) => JSON.stringify(body.messages));
  expect(second).toContain('"signature":"signed-1"');
  for (const body of [first, second]) expect(body?.match(/cache_control/g)).toHaveLength(1);
});

test('gemini is given its signed calls again, and asked again where it spoiled one', async () => {
  const model = await startModel(dialects.gemini, [{say: {text: 'I', stop: 'spoiled'}}, {say: reads}, {say: done}]);
  const {end, events} = await playApi(geminiApi, {env: {GEMINI_API_KEY: KEY, GEMINI_BASE_URL: model.url}});
  expect(end).toEqual({isOk: true, answer: 'All done.'});
  expect(of(events, 'note')[0]?.text).toContain('MALFORMED_FUNCTION_CALL');
  expect(JSON.stringify(model.asked[2]?.body)).toContain('c2lnbmVk');
});

test('a token of GitHub that may not is told what it lacks', async () => {
  // O-5
  const model = await startModel(dialects.chat, [{status: 403, message: 'no access'}], {
    status: 403,
    message: 'no access',
  });
  const env = {GITHUB_TOKEN: KEY, COPILOT_BASE_URL: model.url};
  const {end} = await playApi(copilotApi, {env});
  expect(failed(end)).toMatchObject({
    failure: 'login',
    why: 'GitHub Models does not permit this with the key in GITHUB_TOKEN (403): no access. Give the token the permission models:read, or use one that has it.',
  });
  expect(await probeApi(copilotApi, env, new AbortController().signal)).toMatchObject({
    state: 'login',
    hint: 'Give the token the permission models:read, or use one that has it.',
  });
});
