import {z} from 'zod';

/** By hand: a union of schemas costs ten times as much, and a file may have a hundred thousand tasks. */
const reading = <Of>(read: (value: unknown) => Of | undefined, message: string) =>
  z.unknown().transform((value, context) => {
    const found = read(value);
    if (found !== undefined) return found;
    context.addIssue(message);
    return z.NEVER;
  });

const LONGEST_ID = 200;

/** Numbers and texts name the same tasks: 7 and "7" are one. */
function readId(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  const id = typeof value === 'string' ? value.trim() : '';
  return id === '' || id.length > LONGEST_ID ? undefined : id;
}

export const idText = reading(readId, 'must be a number or a text');

export const text = z.string({error: 'must be text'}).nullish();

/** One, or a list of them; none when it is not there. */
function readList(value: unknown, read: (item: unknown) => string | undefined): string[] | undefined {
  if (value === null || value === undefined) return [];
  const items = (Array.isArray(value) ? (value as unknown[]) : [value]).map(read);
  return items.every((item) => item !== undefined) ? items : undefined;
}

const readText = (value: unknown): string | undefined => (typeof value === 'string' ? value.trim() : undefined);

export const texts = reading(
  (value) => readList(value, readText)?.filter((entry) => entry !== ''),
  'must be text or a list of texts',
).optional();

export const ids = reading((value) => readList(value, readId), 'must be a list of task ids').optional();

export const count = z
  .int('must be a whole number')
  .min(0, 'cannot be negative')
  .max(1_000_000, 'is too large')
  .nullish();

/** Smaller numbers are seconds, as Python counts them: in milliseconds this was the spring of 1973. */
const FIRST_IN_MS = 1e11;
/** A date beyond the year 9999 is a slip. */
const LAST_MS = 253_402_300_799_999;

/** Undefined when it cannot be read. */
export function readMoment(value: string | number): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : value < FIRST_IN_MS ? value * 1000 : value;
  return Number.isNaN(at) || Math.abs(at) > LAST_MS ? undefined : Math.round(at);
}

/** What zod found, as half a sentence about the field. */
export const tellIssue = ({path, message}: {path: PropertyKey[]; message: string}): string =>
  path.length === 0 ? message : `"${path.join('.')}" ${message.replace(/^Invalid/, 'is wrong: invalid')}`;
