import type {CommanderError} from 'commander';
import {exitCodeOf, OrkestraError} from '../../state/errors.js';
import {plain} from '../plain.js';
import {safeJson} from '../safe-json.js';

interface Streams {
  out(text: string): void;
  err(text: string): void;
}

export interface ReportStyle {
  isJson: boolean;
  isDebug: boolean;
}

/** Whatever got into an answer, a terminal obeys none of it; lines and columns stay. */
export const plainText = (text: string): string =>
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e-\u2069]/.test(text) ? text.replace(/[^\n\t]+/g, plain) : text;

const LONGEST_LINE = 400;

/** What a user typed comes back in messages: without control sequences, and not a megabyte of it. */
const presentable = (text: string): string =>
  text
    .split('\n')
    .map((line) => endSentence(shorten(plain(line).trimEnd())))
    .join('\n');

const shorten = (line: string): string =>
  line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE / 2)} ... ${line.slice(-LONGEST_LINE / 4)}` : line;

const endSentence = (line: string): string => (/[\p{L}\p{N}`"')\]/]$/u.test(line) ? `${line}.` : line);

/** One sentence and the next step for a person, an object for a script; the stack only with --debug. */
export function reportError({out, err}: Streams, error: unknown, {isJson, isDebug}: ReportStyle): number {
  const {code, message, hint, exitCode} = explain(error);
  const shown = {code, message: presentable(message), ...(hint !== undefined && {hint: presentable(hint)})};
  if (isJson) out(`${safeJson({error: shown}, 2)}\n`);
  else err(`${shown.message}\n${shown.hint === undefined ? '' : `${shown.hint}\n`}`);
  if (isDebug && error instanceof Error)
    err(
      `${stackWithCauses(error)
        .split('\n')
        .map((line) => plain(line))
        .join('\n')}\n`,
    );
  return exitCode;
}

function explain(error: unknown): {code: string; message: string; hint: string | undefined; exitCode: number} {
  if (error instanceof OrkestraError) return {...pick(error), exitCode: exitCodeOf(error.code)};
  const text = error instanceof Error ? error.message : String(error);
  const missing = /^Cannot find package '([^']+)'/.exec(text)?.[1];
  if (missing !== undefined) return explain(notInstalled(missing));
  return {
    code: 'bug',
    message: `Something went wrong inside orkestra: ${text}`,
    hint: 'Run it again with --debug and report what it prints.',
    exitCode: 1,
  };
}

const notInstalled = (name: string): OrkestraError =>
  new OrkestraError(
    'unavailable',
    `${name === 'better-sqlite3' ? 'SQLite (better-sqlite3)' : name} is not installed.`,
    {
      hint: 'Run `npm ci` in the folder where orkestra is installed.',
    },
  );

const pick = ({code, message, hint}: OrkestraError) => ({code, message, hint});

function stackWithCauses(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackWithCauses(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** Commander's words for a wrong call, as an error of ours; `command` is the path that was called. */
export function usageError({message}: CommanderError, command: string): OrkestraError {
  const [first = '', guess] = message.replace(/^error: /, '').split('\n');
  const meant = /^\(Did you mean (.*)\?\)$/.exec(guess ?? '')?.[1];
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1)}${/[.?!]$/.test(first) ? '' : '.'}`;
  const help = `\`${['orkestra', command, '--help'].filter((word) => word !== '').join(' ')}\` shows how it is called.`;
  return new OrkestraError('invalid', sentence, {hint: meant === undefined ? help : `Did you mean \`${meant}\`?`});
}
