import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {openTranscript} from '../../src/agents/transcript.js';
import {scratch} from '../support/world.js';

const linesOf = (file: string): {at: number; text: string}[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('each event is a line with its moment, and a long text is cut', () => {
  const file = join(scratch('transcript'), 'events.jsonl');
  const transcript = openTranscript(file, () => 7);
  transcript.write({type: 'text', text: 'two\nlines'});
  transcript.write({type: 'tool-result', id: '1', isError: false, text: 'x'.repeat(5_000_000)});
  transcript.close();
  const [first, second] = linesOf(file);
  expect(first).toEqual({at: 7, type: 'text', text: 'two\nlines'});
  expect(second?.text).toHaveLength(100_000 + '… (5000000 characters)'.length);
});

test('an agent that goes on for ever does not fill the disk', () => {
  const file = join(scratch('transcript'), 'events.jsonl');
  const transcript = openTranscript(file, () => 7, 1000);
  for (let count = 0; count < 1000; count++) transcript.write({type: 'text', text: 'round and round'});
  transcript.close();
  const lines = linesOf(file);
  expect(lines.length).toBeLessThan(30);
  expect(lines.at(-1)?.text).toContain('the rest is not written down');
});
