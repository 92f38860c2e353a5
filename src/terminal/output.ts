import {closeSync, constants, openSync, writeSync} from 'node:fs';
import {errnoOf} from '../../state/errors.js';

/**
 * What is written to a terminal. Node's own way holds the thread until the terminal has taken everything: behind a slow
 * line no key would be heard, and behind a stopped one the engine of this process would stand still.
 */
export interface TerminalOutput {
  write(text: string): void;
  /** The terminal has not taken everything yet; what is drawn now would only come late. */
  isBehind(): boolean;
  /** Calls back when it has. */
  onDrain(listener: () => void): void;
  /** The last words, in place of what was still on its way. Waits for the terminal, but not for long. */
  finish(text: string): void;
  close(): void;
}

const TERMINAL_FILES: readonly string[] = process.platform === 'linux' ? ['/proc/self/fd/1', '/dev/tty'] : ['/dev/tty'];
const TRY_EVERY_MS = 8;
const LONGEST_FINISH_MS = 200;

export function openTerminalOutput(
  stream: Pick<NodeJS.WriteStream, 'write'>,
  onGone: () => void,
  files = TERMINAL_FILES,
): TerminalOutput {
  const handle = openNonBlocking(files);
  if (handle === undefined) return blocking(stream);
  let rest: Buffer = Buffer.alloc(0);
  let timer: NodeJS.Timeout | undefined;
  let drained = (): void => {};

  /** True when everything was taken. */
  const push = (): boolean => {
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(handle, rest));
      return true;
    } catch (error) {
      if (errnoOf(error) === 'EAGAIN') return false;
      // A terminal that went away takes nothing any more.
      rest = Buffer.alloc(0);
      onGone();
      return true;
    }
  };
  const pushLater = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (push()) drained();
      else pushLater();
    }, TRY_EVERY_MS);
  };

  return {
    write(text) {
      rest = rest.length === 0 ? Buffer.from(text) : Buffer.concat([rest, Buffer.from(text)]);
      if (timer === undefined && !push()) pushLater();
    },
    isBehind: () => rest.length > 0,
    onDrain(listener) {
      drained = listener;
    },
    finish(text) {
      clearTimeout(timer);
      timer = undefined;
      rest = Buffer.from(text);
      const cell = new Int32Array(new SharedArrayBuffer(4));
      for (const giveUpAt = performance.now() + LONGEST_FINISH_MS; !push() && performance.now() < giveUpAt; )
        Atomics.wait(cell, 0, 0, TRY_EVERY_MS);
      rest = Buffer.alloc(0);
    },
    close: () => closeSync(handle),
  };
}

/**
 * The terminal of standard output, opened once more: the flag belongs to this opening alone, where one set on the
 * stream would hold for the shell as well. Undefined where the system has no such way.
 */
function openNonBlocking(files: readonly string[]): number | undefined {
  for (const file of files) {
    try {
      return openSync(file, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
    }
  }
  return undefined;
}

const blocking = (stream: Pick<NodeJS.WriteStream, 'write'>): TerminalOutput => ({
  write: (text) => void stream.write(text),
  isBehind: () => false,
  onDrain: () => {},
  finish: (text) => void stream.write(text),
  close: () => {},
});
