import {closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {errnoOf} from './errors.js';

/** Where the output of an attempt is kept. */
export const outputFile = (runs: string, task: number, attempt: number): string =>
  join(runs, String(task), `${attempt}.log`);
/** Written by the process that ran the command, so the result survives the engine. */
export const exitFile = (runs: string, task: number, attempt: number): string =>
  join(runs, String(task), `${attempt}.exit`);

/** What an agent did, an event a line. */
export const eventsFile = (runs: string, task: number, attempt: number): string =>
  join(runs, String(task), `${attempt}.events`);
/** How an agent's run ended, in more than an exit code. */
export const endFile = (runs: string, task: number, attempt: number): string =>
  join(runs, String(task), `${attempt}.end`);

/** What an attempt was asked to do: its task may be edited while it runs and afterwards. */
export const askedFile = (runs: string, task: number, attempt: number): string =>
  join(runs, String(task), `${attempt}.asked`);

export interface Asked {
  instructions: string | null;
  run: string | null;
  check: string | null;
}

export async function writeAsked(file: string, {instructions, run, check}: Asked): Promise<void> {
  await mkdir(dirname(file), {recursive: true});
  await writeFile(file, `${JSON.stringify({instructions, run, check})}\n`);
}

/** Undefined when nothing was kept of it: the disk was full, or the attempt is older than this file. */
export function readAsked(file: string): Asked | undefined {
  const text = reading(file, (handle, size) => readAt(handle, 0, size).toString('utf8'));
  try {
    const asked: unknown = JSON.parse(text ?? '');
    return isAsked(asked) ? asked : undefined;
  } catch {
    return undefined;
  }
}

const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
const isAsked = (value: unknown): value is Asked =>
  typeof value === 'object' &&
  value !== null &&
  ['instructions', 'run', 'check'].every((name) => isTextOrNull((value as Record<string, unknown>)[name]));

function reading<T>(file: string, use: (handle: number, bytes: number) => T): T | undefined {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return use(handle, fstatSync(handle).size);
  } finally {
    closeSync(handle);
  }
}

function readAt(handle: number, from: number, length: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, length));
  return buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, from));
}

/** The last whole lines that fit into `bytes`; undefined before the attempt has any output file. */
export function readTail(file: string, bytes: number): string | undefined {
  return reading(file, (handle, size) => {
    const from = Math.max(0, size - bytes);
    const text = readAt(handle, from, size - from).toString('utf8');
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  });
}

/** What was written since `from`; a file that became shorter is read from its start. */
export function readSince(file: string, from: number, most = 1_000_000): {chunk: Buffer; next: number} | undefined {
  return reading(file, (handle, size) => {
    const start = size < from ? 0 : from;
    const chunk = readAt(handle, start, Math.min(most, size - start));
    return {chunk, next: start + chunk.length};
  });
}

export const outputBytes = (file: string): number => reading(file, (_, size) => size) ?? 0;

/**
 * Keeps a flood from filling the disk while it goes on: all but the end is dropped, and a line says so. The writer
 * appends, so its next byte lands behind what is kept.
 */
export function trimOutput(file: string, keptBytes: number): void {
  const size = outputBytes(file);
  const tail = readTail(file, keptBytes) ?? '';
  const handle = openSync(file, 'r+');
  try {
    ftruncateSync(handle, 0);
    writeSync(handle, `[${size - Buffer.byteLength(tail)} bytes of output were dropped here]\n${tail}`);
  } finally {
    closeSync(handle);
  }
}

/** The exit code the runner left in its first line, and whether the task's check gave it. */
export function readExit(file: string): {code: number; isFromCheck: boolean} | undefined {
  const text = reading(file, (handle, size) => readAt(handle, 0, size).toString('utf8'));
  const match = text === undefined ? null : /^(\d+)( check)?\n/.exec(text);
  return match ? {code: Number(match[1]), isFromCheck: match[2] !== undefined} : undefined;
}
