import {z} from 'zod';

/** Numbers and texts name the same tasks: 7 and "7" are one. */
export const idText = z
  .union([z.string().trim().min(1).max(200), z.number()], {error: 'must be a number or a text'})
  .transform(String);

export const text = z.string({error: 'must be text'}).nullish();

/** One text, or a list of them. */
export const texts = z
  .union([z.string(), z.array(z.string())], {error: 'must be text or a list of texts'})
  .nullish()
  .transform((value) => (value === null || value === undefined ? [] : [value].flat()))
  .transform((list) => list.map((entry) => entry.trim()).filter((entry) => entry !== ''));

export const ids = z
  .union([idText, z.array(idText)], {error: 'must be a list of task ids'})
  .nullish()
  .transform((value) => (value === null || value === undefined ? [] : [value].flat()));

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
