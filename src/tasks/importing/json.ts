import {OrkestraError} from '../../../state/errors.js';
import {formatBytes} from '../../formats.js';

export const MOST_BYTES = 200_000_000;

const unreadable = (message: string): OrkestraError =>
  new OrkestraError('corrupt', message, {hint: 'Nothing was imported.'});

export const tooLarge = (name: string, bytes: number): OrkestraError =>
  new OrkestraError(
    'refused',
    `${name} has ${formatBytes(bytes)}; at most ${formatBytes(MOST_BYTES)} can be imported.`,
    {
      hint: 'Nothing was imported. Split the file.',
    },
  );

/** The value in a file from anywhere, or one sentence about why it is none. */
export function parseJson(name: string, content: Uint8Array): unknown {
  if (content.length > MOST_BYTES) throw tooLarge(name, content.length);
  const text = decode(name, content);
  if (text.trim() === '') throw unreadable(`${name} is empty.`);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw unreadable(`${name} is not JSON${placeOf(error, text)}.`);
  }
}

function decode(name: string, content: Uint8Array): string {
  const [first, second] = content;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw unreadable(`${name} is written in UTF-16; it must be UTF-8.`);
  }
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(content);
  } catch {
    throw unreadable(`${name} is not text: it must be JSON in UTF-8.`);
  }
}

/** The engine tells the position in its message, and not always. Its other words may quote the file, so they stay out. */
function placeOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : '';
  if (/end of JSON input|Unterminated/.test(message)) return ': it ends too early';
  const position = Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN);
  if (Number.isNaN(position)) return '';
  if (position >= text.trimEnd().length) return ': it ends too early';
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  return `: line ${line}, column ${position - before.lastIndexOf('\n')} is wrong`;
}
