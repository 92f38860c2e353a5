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
/** An agent that goes round in circles must not fill the disk with it. */
const LARGEST_FILE = 64_000_000;

export function openTranscript(file: string, now: () => number, largest = LARGEST_FILE): Transcript {
  const handle = openSync(file, 'a', 0o600);
  let left = largest;
  const put = (event: AgentEvent): void => {
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

function shorten(event: AgentEvent): AgentEvent {
  if (!('text' in event) || event.text.length <= LONGEST_TEXT) return event;
  return {...event, text: `${event.text.slice(0, LONGEST_TEXT)}… (${event.text.length} characters)`};
}
