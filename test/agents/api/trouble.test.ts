import {describe, expect, test} from 'vitest';
import {messageIn} from '../../../src/agents/api/message.js';
import {nextPause} from '../../../src/agents/api/patience.js';
import {resetAt} from '../../../src/agents/api/reset.js';
import {type Refusal, type Scene, type Trouble, troubleFrom, troubleOf} from '../../../src/agents/api/trouble.js';
import {addressOf} from '../../../src/agents/api/vendor.js';

const NOW = 1_800_000_000_000;
const scene: Scene = {
  ...{company: 'Acme', host: 'api.acme.example', model: 'model-1', keyName: 'ACME_API_KEY', modelName: 'ACME_MODEL'},
};
const of = (status: number, words = '', headers: Record<string, string> = {}): Trouble =>
  troubleOf({status, words, headers} satisfies Refusal, scene, NOW);

describe('what an answer with an error means', () => {
  test.each<[number, string, Trouble['failure']]>([
    [400, 'bad request', 'failed'],
    [400, 'API key not valid. Please pass a valid API key.', 'login'],
    [400, 'Incorrect API key provided: sk-**', 'login'],
    [400, 'Your credit balance is too low to access the API', 'login'],
    [400, 'prompt is too long: 210000 tokens > 200000 maximum', 'failed'],
    [401, 'invalid x-api-key', 'login'],
    [402, 'payment required', 'login'],
    [403, 'Resource not accessible by personal access token', 'login'],
    [403, 'API rate limit exceeded for user', 'limited'],
    [404, 'model: model-1', 'failed'],
    [408, '', 'unreachable'],
    [413, 'too large', 'failed'],
    [429, 'Rate limit reached', 'limited'],
    [429, 'You exceeded your current quota, please check your plan [insufficient_quota]', 'limited'],
    [500, '', 'unreachable'],
    [503, 'The model is overloaded', 'unreachable'],
    [529, 'Overloaded', 'unreachable'],
  ])('%i "%s" is %s', (status, words, failure) => {
    const trouble = of(status, words);
    expect(trouble.failure).toBe(failure);
    expect(trouble.why).toContain('Acme');
    expect(trouble.why).not.toMatch(/\n|\.$|undefined/);
  });

  test('a wrong model is told by its name, whichever way a vendor says so', () => {
    for (const words of ['The model `model-1` does not exist [model_not_found]', 'Unknown model: model-1'])
      for (const status of [400, 404])
        expect(of(status, words)).toMatchObject({isModel: true, tries: 0, hint: /ACME_MODEL/});
  });

  test('control characters of a vendor are not passed on', () => {
    expect(of(400, 'bad\u001b[31m\nrequest\u0007').why).toBe('Acme refused the request (400): bad request');
    expect(of(400, 'x'.repeat(10_000)).why.length).toBeLessThan(400);
  });
});

describe('what an error means that is no answer', () => {
  const network = (code: string): Error =>
    Object.assign(new TypeError('fetch failed'), {cause: Object.assign(new Error('connect'), {code})});

  test.each([
    ['ECONNREFUSED', 'nobody answers there'],
    ['ENOTFOUND', 'there is no such host'],
    ['ECONNRESET', 'the connection broke'],
    ['UND_ERR_CONNECT_TIMEOUT', 'it does not answer'],
    ['ENETUNREACH', 'there is no network'],
    ['CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED'],
    ['EWHATEVER', 'EWHATEVER'],
  ])('%s: %s', (code, words) => {
    const why = `Acme at api.acme.example cannot be reached: ${words}`;
    expect(troubleFrom(network(code), scene, NOW)).toEqual({
      failure: 'unreachable',
      why,
      tries: Number.POSITIVE_INFINITY,
    });
    const several = Object.assign(new TypeError('fetch failed'), {cause: new AggregateError([network(code)])});
    expect(troubleFrom(several, scene, NOW).why).toBe(why);
  });

  test.each<[unknown, Trouble['failure'], RegExp]>([
    [{type: 'overloaded_error', message: 'Overloaded'}, 'unreachable', /broke off: .*Overloaded/],
    [{error: {message: 'rate limit reached'}}, 'limited', /broke off: rate limit/],
    ['something', 'failed', /broke off: something/],
    [{}, 'failed', /does not say why/],
    [7, 'failed', /does not say why/],
  ])('%j in the middle of an answer', (error, failure, why) => {
    expect(troubleFrom(error, scene, NOW)).toMatchObject({failure, why: expect.stringMatching(why)});
  });
});

describe('when a limit is over', () => {
  const at = (headers: Record<string, string>, words = ''): number | undefined => {
    const found = resetAt(headers, words, NOW);
    return found === undefined ? undefined : found - NOW;
  };

  test.each<[Record<string, string>, number | undefined]>([
    [{'retry-after': '120'}, 120_000],
    [{'retry-after': '1.5'}, 1500],
    [{'retry-after': new Date(NOW + 60_000).toUTCString()}, 60_000],
    [{'retry-after': new Date(NOW - 60_000).toUTCString()}, 0],
    [{'retry-after-ms': '250', 'retry-after': '9'}, 250],
    [{'retry-after': 'soon'}, undefined],
    [{'retry-after': '99999999999'}, undefined],
    [{'x-ratelimit-timeremaining': '33'}, 33_000],
    [
      {
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-remaining-requests': '5',
        'x-ratelimit-reset-tokens': '6m0s',
        'x-ratelimit-remaining-tokens': '0',
      },
      360_000,
    ],
    [
      {
        'anthropic-ratelimit-tokens-reset': new Date(NOW + 30_000).toISOString(),
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-requests-reset': new Date(NOW + 90_000).toISOString(),
        'anthropic-ratelimit-requests-remaining': '10',
      },
      30_000,
    ],
    [{'anthropic-ratelimit-unified-reset': String(NOW / 1000 + 7200)}, 7_200_000],
    [{'x-ratelimit-reset': String(NOW / 1000 + 60), 'x-ratelimit-remaining': '0'}, 60_000],
    [{'x-ratelimit-remaining-requests': '0'}, undefined],
    [{}, undefined],
  ])('%j', (headers, ms) => {
    expect(at(headers)).toBe(ms);
  });

  test('by the words where no header tells', () => {
    expect(at({}, 'Please try again in 20s.')).toBe(20_000);
    const google = {
      error: {code: 429, message: 'Quota exceeded', details: [{'@type': 'RetryInfo', retryDelay: '34s'}]},
    };
    expect(at({}, messageIn(JSON.stringify(google)))).toBe(34_000);
  });
});

test('the sentence in an error is found wherever a vendor puts it', () => {
  expect(messageIn('{"error":{"message":"no","code":"bad"}}')).toBe('no [bad]');
  expect(messageIn('{"type":"error","error":{"type":"x","message":"no"}}')).toBe('no');
  expect(messageIn('[{"error":{"message":"no"}}]')).toBe('no');
  expect(messageIn('{"error":"no","code":"Some"}')).toBe('no [Some]');
  expect(messageIn('{"detail":"Not Found"}')).toBe('Not Found');
  for (const body of ['', '<html>', '7', 'null', '{"error":{"error":{"error":{"error":{"error":{}}}}}}'])
    expect(messageIn(body)).toBeUndefined();
});

describe('patience', () => {
  const gone: Trouble = {failure: 'unreachable', why: '', tries: Number.POSITIVE_INFINITY};
  const pauses = (trouble: Trouble, random: number): number[] => {
    const all: number[] = [];
    let now = NOW;
    for (let tries = 1; tries < 100; tries++) {
      const pause = nextPause(trouble, {tries, since: NOW}, now, random);
      if (pause === undefined) break;
      all.push(pause);
      now += pause;
    }
    return all;
  };

  test('grows, is never longer than half a minute, and ends after five', () => {
    const all = pauses(gone, 1);
    expect(all.slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(all.reduce((sum, ms) => sum + ms)).toBeGreaterThanOrEqual(300_000);
    expect(all.reduce((sum, ms) => sum + ms)).toBeLessThan(331_000);
    expect(pauses(gone, 0)[0]).toBe(500);
  });

  test('is as long as the trouble is worth', () => {
    expect(pauses({...gone, tries: 0}, 0)).toEqual([]);
    expect(pauses({...gone, tries: 2}, 0)).toHaveLength(2);
  });

  test('waits for a limit that is over soon, and for no other', () => {
    const limited = (until?: number): Trouble => ({
      failure: 'limited',
      why: '',
      tries: 4,
      ...(until !== undefined && {until}),
    });
    expect(nextPause(limited(NOW + 60_000), {tries: 1, since: NOW}, NOW, 0)).toBe(60_000);
    expect(nextPause(limited(NOW + 60_001), {tries: 1, since: NOW}, NOW, 0)).toBeUndefined();
    expect(nextPause(limited(), {tries: 1, since: NOW}, NOW, 0)).toBeUndefined();
  });
});

test('an address is taken as people give it', () => {
  const said = {baseUrl: 'https://a.example/v1', root: '/v1', isRootSaid: true};
  const added = {baseUrl: 'https://a.example/v1', root: '/v1'};
  expect(addressOf(said, undefined)).toBe('https://a.example/v1');
  expect(addressOf(said, 'http://localhost:11434')).toBe('http://localhost:11434/v1');
  expect(addressOf(said, 'http://localhost:11434/v1')).toBe('http://localhost:11434/v1');
  expect(addressOf(said, 'https://gate.example/openai')).toBe('https://gate.example/openai');
  expect(addressOf(added, 'https://gate.example/anthropic')).toBe('https://gate.example/anthropic/v1');
  expect(addressOf(added, 'https://gate.example/v1beta')).toBe('https://gate.example/v1beta');
});
