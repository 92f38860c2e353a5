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
export function readTranscript(file: string): TranscriptLine[] {
  return textOf(file)
    .split('\n')
    .flatMap((line) => {
      try {
        const event = JSON.parse(line) as TranscriptLine | null;
        return typeof event?.type === 'string' ? [event] : [];
      } catch {
        return [];
      }
    });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
}
