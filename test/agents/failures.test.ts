import {expect, test} from 'vitest';
import type {Failure} from '../../src/agents/agent.js';
import {classify, isSessionLost} from '../../src/agents/failures.js';
import {readSpan, readUntil} from '../../src/agents/until.js';

/** A Friday, 20:00 in London and 15:00 in New York. */
const NOW = Date.parse('2026-11-20T20:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What vendors say, and what it means: a moment, how long from now, or that they do not say. */
test.each<[string, Failure, (string | number)?]>([
  // Anthropic and Claude Code
  ['Not logged in · Please run /login', 'login'],
  ['Invalid API key · Fix external API key', 'login'],
  ['OAuth token has expired. Please obtain a new token or refresh your existing token.', 'login'],
  ['Credit balance is too low', 'login'],
  ['Claude AI usage limit reached|1795300000', 'limited', '2026-11-21T22:26:40Z'],
  ['Claude usage limit reached. Your limit will reset at 2pm (America/New_York).', 'limited', '2026-11-21T19:00:00Z'],
  ["You've hit your limit · resets 11pm (Europe/Berlin)", 'limited', '2026-11-20T22:00:00Z'],
  ["You've hit your session limit · resets 3:45pm (America/Los_Angeles)", 'limited', '2026-11-20T23:45:00Z'],
  ["You've hit your weekly limit · resets Nov 24, 10am (UTC)", 'limited', '2026-11-24T10:00:00Z'],
  ['5-hour limit reached ∙ resets 8pm (UTC)', 'limited', '2026-11-20T20:00:00Z'],
  ['API Error: Request rejected (429) · Rate limit reached. Please try again in 120s.', 'limited', 2 * MINUTE],
  ['API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', 'limited'],
  ['API Error: Connection error.', 'unreachable'],
  ['API Error (Request timed out. fetch failed)', 'unreachable'],
  ['anthropic-ratelimit-requests-reset: 2026-11-20T20:05:00Z rate_limit_error', 'limited', 5 * MINUTE],
  // OpenAI and Codex
  ['unexpected status 401 Unauthorized: Incorrect API key provided, url: https://api.openai.com/v1/responses', 'login'],
  ['unexpected status 401 Unauthorized: Missing bearer or basic authentication in header', 'login'],
  ['Missing environment variable: `OPENAI_API_KEY`.', 'login'],
  ['Not logged in', 'login'],
  ['exceeded retry limit, last status: 429 Too Many Requests', 'limited'],
  [
    "You've hit your usage limit. Upgrade to Pro (https://openai.com/chatgpt/pricing) or try again in 3 days 4 hours 5 minutes.",
    'limited',
    76 * HOUR + 5 * MINUTE,
  ],
  ["You've hit your usage limit. To get more access now, try again at Nov 21st, 2026 3:45 PM.", 'limited', 'a moment'],
  [
    'Rate limit reached for gpt-5 in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 1.5s. Visit https://platform.openai.com/account/rate-limits to learn more.',
    'limited',
    1500,
  ],
  ['Rate limit reached for requests. Please try again in 120ms.', 'limited', 120],
  ['Rate limit reached. Please try again in 6m0s.', 'limited', 6 * MINUTE],
  ['stream disconnected before completion: failed to lookup address information: Name does not resolve', 'unreachable'],
  ['Reconnecting... waiting for network (Connection failed: error sending request)', 'unreachable'],
  // Google and Gemini
  ['Please set an Auth method in your /home/me/.gemini/settings.json or specify one of these', 'login'],
  ['[API Error: {"error":{"code":401,"message":"x","status":"UNAUTHENTICATED"}}]', 'login'],
  ['API key not valid. Please pass a valid API key.', 'login'],
  [
    'You exceeded your current quota, please check your plan and billing details. * Quota exceeded for metric: requests, limit: 20 Please retry in 34.074824224s.',
    'limited',
    34_074,
  ],
  ['{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"34s"}]}}', 'limited', 34 * SECOND],
  [
    'You have exhausted your capacity on this model. Your quota will reset after 23h59m59s.',
    'limited',
    24 * HOUR - SECOND,
  ],
  ['exception TypeError: fetch failed sending request', 'unreachable'],
  ['got status: 503 Service Unavailable. The model is overloaded. Please try again later.', 'limited'],
  // Antigravity
  [
    'Individual quota reached. Contact your administrator to enable overages. Resets in 2h5m30s.',
    'limited',
    2 * HOUR + 5 * MINUTE + 30 * SECOND,
  ],
  ['authentication required', 'login'],
  // GitHub Copilot
  ['Error: No authentication information found.', 'login'],
  ['Authentication failed with provider at http://127.0.0.1/v1 (HTTP 401).', 'login'],
  ["Sorry, you've been rate-limited. Please wait a moment before trying again.", 'limited'],
  ["Sorry, you've hit a rate limit. Please try again in 2 hours.", 'limited', 2 * HOUR],
  ['You have exceeded your premium request allowance. It resets on 2026-12-01.', 'limited', '2026-12-01T00:00:00Z'],
  // xAI and opencode
  ['API error: 429 Too Many Requests: Some resource has been exhausted', 'limited'],
  ['Free usage exceeded, add credits https://opencode.ai/zen', 'login'],
  // Anybody
  ['HTTP 429\nRetry-After: 30', 'limited', 30 * SECOND],
  ['connect ECONNREFUSED 127.0.0.1:443', 'unreachable'],
  ['502 Bad Gateway', 'unreachable'],
])('%s', (words, failure, until) => {
  const found = classify(words, NOW);
  expect(found.failure).toBe(failure);
  // In what zone a moment without one is, only the machine knows.
  if (until === 'a moment') expect(found.until).toBeGreaterThan(NOW);
  else if (until === undefined) expect(found.until).toBeUndefined();
  else expect(found.until).toBeCloseTo(typeof until === 'number' ? NOW + until : Date.parse(until), -1);
});

/** Words of these kinds stand in the output of any program that is worked on. */
test.each([
  'Error: the sky fell',
  'the tests for authentication fail',
  'TypeError: Cannot read properties of undefined (reading "quota")',
  'src/network/limits.ts:429:12 - error TS2322: Type string is not assignable to type number',
  'expected 503 lines, found 401 lines',
  'error TS5023: Unknown compiler option',
  'the model gave up',
  'Invalid session identifier "x".',
  '',
])('"%s" is a failure like any other', (words) => {
  expect(classify(words, NOW)).toEqual({failure: 'failed'});
});

test.each<[string, number]>([
  ['3 days 4 hours 5 minutes', 76 * HOUR + 5 * MINUTE],
  ['1 hour and 30 minutes', 90 * MINUTE],
  ['6m0s', 6 * MINUTE],
  ['1.5s', 1500],
  ['250ms', 250],
  ['2 hrs, 10 mins', 2 * HOUR + 10 * MINUTE],
])('%s is read as a span', (words, ms) => {
  expect(readSpan(words)).toBe(ms);
});

test.each([
  'try again in 3 modules',
  'reset after 3 steps',
  'wait for 12 members',
  'try again later',
  'resets at noon',
  'try again in 900 days',
  'resets 3pm (Atlantis/Capital)',
])('"%s" names no time', (words) => {
  expect(readUntil(words, NOW)).toBeUndefined();
});

test('a limit is never over in the past', () => {
  expect(readUntil('limit reached|1700000000', NOW)).toBe(NOW);
});

test('the time of day is the next one, also where the clock is about to change', () => {
  const before = Date.parse('2026-03-28T22:00:00Z');
  // That night the clock in Berlin goes from 2 to 3; a limit told by the clock may be an hour off, not a day.
  const at = readUntil('resets 9am (Europe/Berlin)', before) ?? 0;
  expect(Math.abs(at - Date.parse('2026-03-29T07:00:00Z'))).toBeLessThanOrEqual(HOUR);
});

test.each([
  ['No conversation found with session ID: 3f2504e0', true],
  ['Error: thread/resume: thread/resume failed: no rollout found for thread id 0199a213 (code -32600)', true],
  ['Error resuming session: Invalid session identifier "3f2504e0".', true],
  ["Error: No session, task, or name matched '3f2504e0'.", true],
  ['Error: Session not found', true],
  ['Error resuming session: No previous sessions found for this project.', true],
  ['no tests found in session.test.ts', false],
])('%s: is the session lost? %s', (words, isLost) => {
  expect(isSessionLost(words)).toBe(isLost);
});
