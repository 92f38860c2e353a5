import {expect} from 'vitest';
import type {Ran} from './program.js';

export interface Refusal {
  code: 1 | 2;
  says: RegExp;
}

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** What nobody should ever read in an answer. */
const nonsense = /undefined|\bNaN\b|\[object|\n\s+at |Something went wrong inside/;

/** One clear sentence and a hint on stderr, nothing on stdout, the right exit code. */
export function expectSentence(ran: Ran, {code, says}: Refusal, what: string): void {
  expect(ran.code, `exit code of ${what}; it said: ${ran.err}${ran.out}`).toBe(code);
  expect(ran.out, `stdout of ${what}`).toBe('');
  expect(ran.err, what).toMatch(says);
  expect(ran.err, what).not.toMatch(nonsense);
  expect(ran.err, `control characters of ${what}`).not.toMatch(CONTROL);
  expect(ran.err.length, `length of what ${what} says`).toBeLessThan(1200);
  const lines = ran.err.trimEnd().split('\n');
  expect(lines.length, `lines of ${what}: ${ran.err}`).toBeLessThanOrEqual(3);
  expect(lines[0], what).toMatch(/^[\p{L}\d`"'/#-].*[\p{L}\d`"').!?]$/u);
}

/** With --json the same is one document on stdout and nothing else. */
export function expectErrorDocument(ran: Ran, {code, says}: Refusal, what: string): void {
  expect(ran.code, `exit code of ${what} --json`).toBe(code);
  expect(ran.err, `stderr of ${what} --json`).toBe('');
  const document = JSON.parse(ran.out) as {error: {code: string; message: string; hint?: string}};
  expect(Object.keys(document), what).toEqual(['error']);
  expect(`${document.error.message}\n${document.error.hint ?? ''}`, what).toMatch(says);
  expect(document.error.code, what).toMatch(/^(invalid|not-found|conflict|busy|refused|unavailable|corrupt)$/);
  expect(ran.out, `control characters of ${what} --json`).not.toMatch(CONTROL);
}
