import {OrkestraError} from '../../state/errors.js';
import {parseDuration} from '../formats.js';
import {splitList} from '../split-list.js';
import type {OptionValue} from './command.js';

const wrong = (message: string, hint?: string): OrkestraError =>
  new OrkestraError('invalid', message, hint === undefined ? {} : {hint});

export const textOf = (value: OptionValue): string | undefined => (typeof value === 'string' ? value : undefined);

export function listOf(value: OptionValue): string[] | undefined {
  if (value === undefined || value === true) return undefined;
  return [value].flat().flatMap(splitList);
}

/** Task ids may be written as 12 or #12. */
export function taskId(text: string | undefined): number {
  const match = /^#?(\d{1,15})$/.exec(text?.trim() ?? '');
  if (!match || Number(match[1]) === 0)
    throw wrong(`${JSON.stringify(text ?? '')} is no task id.`, 'A task id is a number, such as 12.');
  return Number(match[1]);
}

export const taskIds = (value: OptionValue): number[] | undefined => listOf(value)?.map(taskId);

export function wholeNumber(value: OptionValue, flag: string): number | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw wrong(`${flag} takes a whole number, not ${JSON.stringify(text)}.`);
  return Number(text);
}

export function durationMs(value: OptionValue, flag: string): number | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined)
    throw wrong(`${flag} takes a length of time such as 90s, 10m or 1h30m, not ${JSON.stringify(text)}.`);
  return ms;
}

/** `2h` means two hours ago; a date means itself. */
export function moment(value: OptionValue, flag: string, now: number): number | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const ago = parseDuration(text);
  if (ago !== undefined && !/^\d{4}/.test(text)) return now - ago;
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw wrong(`${flag} takes a moment such as 2h (ago), 2026-11-20 or 2026-11-20T14:00, not ${JSON.stringify(text)}.`);
}
