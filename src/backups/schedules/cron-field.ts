import {OrkestraError} from '../../../state/errors.js';

export interface Field {
  readonly name: 'minute' | 'hour' | 'day' | 'month' | 'weekday';
  readonly from: number;
  readonly to: number;
  /** Words for the numbers, the first for `from`. */
  readonly words: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export const fields: readonly Field[] = [
  {name: 'minute', from: 0, to: 59, words: []},
  {name: 'hour', from: 0, to: 23, words: []},
  {name: 'day', from: 1, to: 31, words: []},
  {name: 'month', from: 1, to: 12, words: months},
  // Sunday is 0, and 7 as well.
  {name: 'weekday', from: 0, to: 7, words: weekdays},
];

/** A list of numbers, ranges and steps: `*`, `1,15`, `mon-fri`, `8-18/2`. The lowest number is the first of the set. */
export function readField(field: Field, text: string): Set<number> {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step, ...more] = part.split('/');
    const every = step === undefined ? 1 : numberIn(step);
    if (more.length > 0 || every === undefined || every < 1) throw refuse(field, text);
    const {from, to} = rangeIn(field, range, step !== undefined) ?? {from: 1, to: 0};
    if (from > to) throw refuse(field, text);
    for (let number = from; number <= to; number += every) numbers.add(number);
  }
  return new Set([...numbers].sort((one, other) => one - other));
}

/** A single number with a step begins there and goes on to the end. */
function rangeIn(field: Field, text: string, hasStep: boolean): {from: number; to: number} | undefined {
  // The seventh weekday is the first again, and is not counted twice by a star with a step.
  const last = field.name === 'weekday' ? 6 : field.to;
  if (text === '*') return {from: field.from, to: last};
  const [first = '', end, ...more] = text.split('-');
  const from = valueIn(field, first);
  const to = end === undefined ? (hasStep ? last : from) : valueIn(field, end);
  return from === undefined || to === undefined || more.length > 0
    ? undefined
    : {from, to: endOf(field, from, to, end)};
}

/** `fri-sun` ends on the Sunday after the Friday. */
const endOf = (field: Field, from: number, to: number, word: string | undefined): number =>
  field.name === 'weekday' && word === 'sun' && from > 0 ? 7 : to;

function valueIn(field: Field, text: string): number | undefined {
  const word = field.words.indexOf(text);
  const number = word >= 0 ? field.from + word : numberIn(text);
  return number !== undefined && number >= field.from && number <= field.to ? number : undefined;
}

const numberIn = (text: string): number | undefined => (/^\d{1,4}$/.test(text) ? Number(text) : undefined);

function refuse({name, from, to, words}: Field, text: string): OrkestraError {
  const named = words.length > 0 ? ` or ${words[0]} to ${words.at(-1)}` : '';
  return new OrkestraError('invalid', `"${text}" is no ${name} of a schedule.`, {
    hint: `It goes from ${from} to ${to}${named}; lists 1,5, ranges 1-5 and steps */5 are understood.`,
  });
}
