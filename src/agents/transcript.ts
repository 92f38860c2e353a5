import {closeSync, openSync, readFileSync, writeSync} from 'node:fs';
import {errnoOf} from '../../state/errors.js';
import type {AgentEvent} from './agent.js';

/** What stands in a transcript: what the agent was told first, then what happened. */
export type TranscriptEvent = {type: 'prompt'; text: string} | AgentEvent;

/** An event with its moment, as it stands in the file: one JSON object a line. */
export type TranscriptLine = TranscriptEvent & {at: number};

export interface Transcript {
  write(event: TranscriptEvent): void;
  close(): void;
}

/** A tool may answer with megabytes; the file is to be read by people. */
const LONGEST_TEXT = 100_000;
/** An agent that goes round in circles must not fill the disk with it. */
const LARGEST_FILE = 64_000_000;

export function openTranscript(file: string, now: () => number, largest = LARGEST_FILE): Transcript {
  const handle = openSync(file, 'a', 0o600);
  let left = largest;
  const put = (event: TranscriptEvent): void => {
    const line = `${JSON.stringify({at: now(), ...shorten(event)})}\n`;
    left -= Buffer.byteLength(line);
    writeSync(handle, line);
  };
  return {
    write(event) {
      if (left <= 0) return;
      put(event);
      if (left <= 0) put({type: 'note', text: `more than ${largest} bytes: the rest is not written down`});
    },
    close: () => closeSync(handle),
  };
}

function shorten(event: TranscriptEvent): TranscriptEvent {
  if (!('text' in event) || event.text.length <= LONGEST_TEXT) return event;
  return {...event, text: `${event.text.slice(0, LONGEST_TEXT)}… (${event.text.length} characters)`};
}

/** What is there of it; a line that was cut off when its writer died is left out. */
export const readTranscript = (file: string): TranscriptLine[] =>
  textOf(file)
    .split('\n')
    .flatMap((line) => parseLine(line) ?? []);

/** The fields without which an event says nothing; all of them are text. */
const needed: Readonly<Record<string, readonly string[]>> = {
  prompt: ['text'],
  started: [],
  text: ['text'],
  thought: ['text'],
  tool: ['name', 'subject'],
  'tool-result': ['text'],
  usage: [],
  note: ['text'],
};

/** Undefined for what is no event: the file may be cut off, damaged, or of a newer program. */
export function parseLine(line: string): TranscriptLine | undefined {
  try {
    const event = JSON.parse(line) as Record<string, unknown> | null;
    const type = event?.type;
    if (!event || typeof type !== 'string' || typeof event.at !== 'number' || !Object.hasOwn(needed, type)) return;
    if (type === 'usage' && !isUsage(event.usage)) return;
    if (needed[type]?.some((field) => typeof event[field] !== 'string')) return;
    return event as unknown as TranscriptLine;
  } catch {
    return;
  }
}

function isUsage(usage: unknown): boolean {
  if (typeof usage !== 'object' || usage === null) return false;
  const {inputTokens, outputTokens} = usage as Record<string, unknown>;
  return typeof inputTokens === 'number' && typeof outputTokens === 'number';
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
}
