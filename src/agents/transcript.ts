import {closeSync, openSync, writeSync} from 'node:fs';
import type {AgentEvent} from './agent.js';

/** An event with its moment, as it stands in the file: one JSON object a line. */
export type TranscriptLine = AgentEvent & {at: number};

export interface Transcript {
  write(event: AgentEvent): void;
  close(): void;
}

/** A tool may answer with megabytes; the file is to be read by people. */
const LONGEST_TEXT = 100_000;

export function openTranscript(file: string, now: () => number): Transcript {
  const handle = openSync(file, 'a', 0o600);
  return {
    write: (event) => void writeSync(handle, `${JSON.stringify({at: now(), ...shorten(event)})}\n`),
    close: () => closeSync(handle),
  };
}

function shorten(event: AgentEvent): AgentEvent {
  if (!('text' in event) || event.text.length <= LONGEST_TEXT) return event;
  return {...event, text: `${event.text.slice(0, LONGEST_TEXT)}… (${event.text.length} characters)`};
}
