import {appendFileSync, renameSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {errnoOf} from '../state/errors.js';
import {makeFolder} from '../state/files.js';

export const logLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warning(text: string): void;
  /** A bug or a failure: the stack goes to the file, never to the screen. */
  error(text: string, cause?: unknown): void;
  setLevel(level: LogLevel): void;
}

const ROTATE_AT_BYTES = 5_000_000;
const KEPT_FILES = 3;

const stackOf = (cause: unknown): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));

/** A log that cannot be written must not stop the work, so its own errors end here. */
export function openLog(file: string, level: LogLevel, now: () => number = Date.now): Log {
  let least = logLevels.indexOf(level);
  let hasFolder = false;
  const line = (of: LogLevel, text: string): void => {
    if (logLevels.indexOf(of) < least) return;
    try {
      if (!hasFolder) makeFolder(dirname(file));
      hasFolder = true;
      rotate(file);
      appendFileSync(file, `${new Date(now()).toISOString()} ${of} ${process.pid} ${text.replace(/\n/g, '\n  ')}\n`);
    } catch {
      hasFolder = false;
    }
  };
  return {
    debug: (text) => line('DEBUG', text),
    info: (text) => line('INFO', text),
    warning: (text) => line('WARNING', text),
    error: (text, cause) => line('ERROR', cause === undefined ? text : `${text}\n${stackOf(cause)}`),
    setLevel: (next) => {
      least = logLevels.indexOf(next);
    },
  };
}

function rotate(file: string): void {
  try {
    if (statSync(file).size < ROTATE_AT_BYTES) return;
  } catch {
    return;
  }
  for (let number = KEPT_FILES - 1; number >= 1; number--) renameIfThere(`${file}.${number}`, `${file}.${number + 1}`);
  renameIfThere(file, `${file}.1`);
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

export const silentLog: Log = {debug() {}, info() {}, warning() {}, error() {}, setLevel() {}};
