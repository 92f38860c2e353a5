import {appendFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type EventTail, openEventTail} from '../../src/agents/event-tail.js';
import type {TranscriptEvent} from '../../src/agents/transcript.js';
import {scratch} from '../support/world.js';

const line = (event: TranscriptEvent): string => `${JSON.stringify({at: 1, ...event})}\n`;
const said = (text: string): string => line({type: 'text', text});
const open = (file: string): EventTail<string> =>
  openEventTail(file, {event: (event) => ('text' in event ? [`${event.type} ${event.text}`] : []), gap: () => 'gap'});

/** Reads until there is nothing new: one read takes only so much. */
function readAll(tail: EventTail<string>): {first: number; lines: readonly string[]} {
  for (let text = tail.read(); ; ) {
    const next = tail.read();
    if (next === text) return text;
    text = next;
  }
}

test('what is added to a transcript comes, a line that is not whole only when it is', () => {
  const file = join(scratch(), 'events');
  const tail = open(file);
  expect(tail.read()).toEqual({first: 0, lines: []});
  const last = said('déjà vu');
  writeFileSync(file, line({type: 'prompt', text: 'Do it'}) + said('one') + last.slice(0, 20));
  expect(tail.read().lines).toEqual(['prompt Do it', 'text one']);
  expect(tail.read()).toBe(tail.read());
  appendFileSync(file, last.slice(20));
  expect(tail.read().lines).toEqual(['prompt Do it', 'text one', 'text déjà vu']);
});

test('of a long transcript the prompt and the end are read, and what is between is said to be left out', () => {
  const file = join(scratch(), 'events');
  const many = Array.from({length: 30_000}, (_, at) => said(`word ${at} ${'x'.repeat(50)}`)).join('');
  writeFileSync(file, line({type: 'prompt', text: 'Do it'}) + many);
  const {first, lines} = readAll(open(file));
  expect(first).toBe(0);
  expect(lines.slice(0, 2)).toEqual(['prompt Do it', 'gap']);
  expect(lines.at(-1)).toMatch(/^text word 29999 /);
  expect(lines.length).toBeGreaterThan(5000);
  expect(lines.length).toBeLessThan(20_000);
});

test('a flood is followed at its end, and lines keep their numbers', () => {
  const file = join(scratch(), 'events');
  writeFileSync(file, said('first'));
  const tail = open(file);
  expect(readAll(tail)).toEqual({first: 0, lines: ['text first']});
  appendFileSync(file, said(`word ${'x'.repeat(90)}`).repeat(40_000) + said('last'));
  const {first, lines} = readAll(tail);
  expect(first + lines.length).toBeLessThan(20_000);
  expect([lines[0], lines[1], lines.at(-1)]).toEqual(['text first', 'gap', 'text last']);
});
