import type {AnyMessage, Stream} from '@agentclientprotocol/sdk';
import {makeLineReader} from '../lines.js';

export interface StreamRequest {
  write(text: string): void;
  /** Called for every line that arrives, before what it says. */
  onHeard(): void;
  /**
   * What `session/update` carries. It goes past the protocol's client: that hands notifications on later than answers, so
   * that the last words of a turn would come after its end, and refuses kinds of updates it does not know yet.
   */
  onUpdate(params: unknown): void;
  /** A line that is no message. */
  onNoise(line: string): void;
}

export interface MessageStream {
  stream: Stream;
  feed(chunk: Uint8Array): void;
  end(): void;
}

/** Lines of JSON as the protocol's client wants them. What is no message never reaches it, since it complains on stderr. */
export function openStream({write, onHeard, onUpdate, onNoise}: StreamRequest): MessageStream {
  let out: ReadableStreamDefaultController<AnyMessage> | undefined;
  const readable = new ReadableStream<AnyMessage>({
    start(controller) {
      out = controller;
    },
    cancel() {
      out = undefined;
    },
  });
  const asked = new Set<unknown>();
  /** An answer to nothing that was asked is noise as well. */
  const isWanted = (message: AnyMessage): boolean => 'method' in message || asked.delete(message.id);
  const lines = makeLineReader((line, isCut) => {
    onHeard();
    const message = isCut ? undefined : readMessage(line);
    if (message === undefined || !isWanted(message)) onNoise(isCut ? 'a line of more than 16 MB was left out' : line);
    else if ('method' in message && message.method === 'session/update') onUpdate(message.params);
    else out?.enqueue(message);
  });
  const writable = new WritableStream<AnyMessage>({
    write(message) {
      if ('method' in message && 'id' in message) asked.add(message.id);
      write(`${JSON.stringify(message)}\n`);
    },
  });
  const end = (): void => {
    lines.end();
    out?.close();
    out = undefined;
  };
  return {stream: {readable, writable}, feed: lines.feed, end};
}

function readMessage(line: string): AnyMessage | undefined {
  const message = parse(line);
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return undefined;
  const isRequest = 'method' in message && typeof message.method === 'string';
  const isAnswer = 'id' in message && message.id !== null && ('result' in message || 'error' in message);
  return isRequest || isAnswer ? (message as AnyMessage) : undefined;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
