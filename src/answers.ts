import {existsSync} from 'node:fs';
import {type KeptLines, type KeptText, keepLines} from './kept-lines.js';
import {thisProgram} from './this-program.js';
import type {Paths} from './world.js';

export interface CallEnd {
  /** Null when a signal ended it. */
  exitCode: number | null;
  signal: string | null;
}

/** What a command of the program said so far, and how it ended. */
export interface Answer extends KeptText {
  end: CallEnd | undefined;
}

/** Commands that were called from the screen. */
export interface Answers {
  /** Calls the program itself with these words; the same line again begins anew. */
  start(line: string, words: readonly string[]): void;
  stop(line: string): void;
  /** The same object as before when nothing is new; undefined for a line that was never called. */
  read(line: string): Answer | undefined;
  /** Ends what still runs: nobody would read it. */
  close(): void;
}

interface Call {
  kept: KeptLines;
  end: CallEnd | undefined;
  shown: Answer;
  stopping: AbortController;
}

interface Request {
  paths: Pick<Paths, 'root' | 'config'>;
  /** The file of the program; a test has its own. */
  program?: string;
  onEnd(line: string, end: CallEnd): void;
}

/** So many answers can be gone back to. */
const MOST_KEPT = 30;

/** A person sees an answer on its page; it is not stored. */
export function makeAnswers({paths, program = thisProgram, onEnd}: Request): Answers {
  const calls = new Map<string, Call>();
  const globals = ['--project-root', paths.root, ...(existsSync(paths.config) ? ['--config', paths.config] : [])];

  const run = async (call: Call, line: string, words: readonly string[]): Promise<void> => {
    const end = await runProgram([program, ...globals, ...words], call);
    call.end = end;
    onEnd(line, end);
  };

  return {
    start(line, words) {
      calls.get(line)?.stopping.abort();
      calls.delete(line);
      const kept = keepLines();
      const call: Call = {
        kept,
        end: undefined,
        shown: {...kept.text(), end: undefined},
        stopping: new AbortController(),
      };
      calls.set(line, call);
      letGo(calls);
      void run(call, line, words);
    },
    stop: (line) => calls.get(line)?.stopping.abort(),
    read(line) {
      const call = calls.get(line);
      if (!call) return undefined;
      const text = call.kept.text();
      if (text.lines !== call.shown.lines || call.end !== call.shown.end) call.shown = {...text, end: call.end};
      return call.shown;
    },
    close() {
      for (const {stopping} of calls.values()) stopping.abort();
    },
  };
}

function letGo(calls: Map<string, Call>): void {
  for (const [line, call] of calls) {
    if (calls.size <= MOST_KEPT) return;
    if (call.end) calls.delete(line);
  }
}

/** An argument array and no shell; nothing to read from, so that nothing waits for a key that never comes. */
async function runProgram(words: readonly string[], call: Call): Promise<CallEnd> {
  const {execa} = await import('execa');
  const child = execa(process.execPath, words, {
    reject: false,
    buffer: false,
    all: true,
    stdin: 'ignore',
    cancelSignal: call.stopping.signal,
    forceKillAfterDelay: 2000,
  });
  const decoder = new TextDecoder();
  child.all.on('data', (chunk: Uint8Array) => call.kept.add(decoder.decode(chunk, {stream: true})));
  const {exitCode, signal, cause} = await child;
  if (cause instanceof Error && exitCode === undefined && signal === undefined) call.kept.add(`${cause.message}\n`);
  return {exitCode: exitCode ?? null, signal: signal ?? null};
}
