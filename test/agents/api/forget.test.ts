import type {ModelMessage} from 'ai';
import {expect, test} from 'vitest';
import {forget} from '../../../src/agents/api/forget.js';

const result = (value: string): ModelMessage => ({
  role: 'tool',
  content: [{type: 'tool-result', toolCallId: 'a', toolName: 'read', output: {type: 'text', value}}],
});

const long = (letter: string): string => letter.repeat(10_000);

test('a conversation that fits is left as it is', () => {
  const messages: ModelMessage[] = [{role: 'user', content: 'go'}, result('a')];
  expect(forget(messages, 1000, 500)).toEqual(messages);
});

test('the oldest results of tools go first, and the newest never', () => {
  const messages: ModelMessage[] = [
    {role: 'user', content: long('u')},
    result(long('a')),
    result(long('b')),
    result(long('c')),
  ];
  const kept = JSON.stringify(forget(messages, 35_000, 31_000));
  expect(kept).toContain(long('u'));
  expect(kept).not.toContain(long('a'));
  expect(kept).toContain('left out to make room');
  expect(kept).toContain(long('b'));
  const least = JSON.stringify(forget(messages, 100, 50));
  expect(least).not.toContain(long('b'));
  expect(least).toContain(long('c'));
  // What is kept of the run itself is whole.
  expect(JSON.stringify(messages)).toContain(long('a'));
});
