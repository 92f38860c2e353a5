import {writeSync} from 'node:fs';
import {errnoOf} from '../../state/errors.js';
import {areHangupsIgnored} from '../hangups.js';

export interface Guarded {
  /** Puts the terminal back as it was; may be called more than once. */
  close(): void;
  /** Takes the terminal again after the program was stopped, and draws anew. */
  open(): void;
  /** Ends the program in order. */
  leave(exitCode: number): void;
  log(error: unknown): void;
}

const SIGNALS = [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const;

/** Of a terminal that was closed: its reads and writes fail with these. */
const GONE = ['EIO', 'EPIPE', 'ENXIO', 'ENOTTY', 'EBADF'];

/**
 * The terminal is given back on every way out. Signals and a terminal that went away end the program in order: the work
 * goes on for the next engine to find. An error nobody caught ends it at once, and what runs goes on as well.
 */
export function guardTerminal({close, open, leave, log}: Guarded): () => void {
  const restore = (): void => {
    close();
    setRaw(false);
  };
  const crash = (error: unknown): void => {
    if (GONE.includes(errnoOf(error) ?? '')) return gone();
    log(error);
    restore();
    try {
      writeSync(2, 'orkestra failed; the log says why. What was running goes on and is found at the next start.\n');
    } catch {
      // Nobody is there to read it.
    }
    process.exit(1);
  };
  const gone = (): void => leave(129);
  const leaveFor = (signal: NodeJS.Signals, code: number): void => {
    if (signal !== 'SIGHUP' || !areHangupsIgnored()) leave(code);
  };
  const stop = (): void => {
    restore();
    process.kill(process.pid, 'SIGSTOP');
  };
  const goOn = (): void => {
    // The shell has set the terminal its own way meanwhile; Node only acts on what it thinks is a change.
    setRaw(false);
    setRaw(true);
    open();
  };
  const handlers: (readonly [NodeJS.Signals, () => void])[] = [
    ...SIGNALS.map(([signal, code]) => [signal, () => leaveFor(signal, code)] as const),
    ['SIGTSTP', stop],
    ['SIGCONT', goOn],
  ];
  for (const [signal, handler] of handlers) process.on(signal, handler);
  process.on('uncaughtException', crash).on('unhandledRejection', crash).on('exit', restore);
  for (const stream of [process.stdout, process.stdin, process.stderr]) stream.on('error', crash);
  process.stdin.on('end', gone).on('close', gone);
  return () => {
    restore();
    for (const [signal, handler] of handlers) process.off(signal, handler);
    process.off('uncaughtException', crash).off('unhandledRejection', crash).off('exit', restore);
    process.stdin.off('end', gone).off('close', gone);
    // Errors of a terminal that is gone still come while the program ends, and nobody else hears them.
  };
}

function setRaw(isRaw: boolean): void {
  try {
    if (process.stdin.isTTY) process.stdin.setRawMode(isRaw);
  } catch (error) {
    if (!GONE.includes(errnoOf(error) ?? '')) throw error;
  }
}
