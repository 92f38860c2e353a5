import * as z from 'zod/mini';
import {parseBytes, parseDuration} from '../formats.js';
import {expectation, type Key, type Scalar, type Value} from './kinds.js';
import {parseItems, readItems} from './lists.js';

/** `item`: which entry of a list is wrong, counted from 0. */
export type Reading = {ok: true; value: Value} | {ok: false; why: string; item?: number};

/** Whatever came from a file, the environment or the command line, as a value of the key. */
export function readValue(key: Key, raw: unknown): Reading {
  if (raw === null && key.default === undefined) return {ok: true, value: undefined};
  if (key.kind === 'list') return readItems(key, typeof raw === 'string' ? parseItems(key, raw) : raw, readValue);
  const result = readerOf(key).safeParse(raw);
  const why = result.success && key.kind === 'text' ? key.check?.(String(result.data)) : undefined;
  if (why !== undefined) return {ok: false, why: `is not right: ${why}`};
  if (result.success) return {ok: true, value: result.data};
  return {ok: false, why: `must be ${expectation(key)}, ${raw === null ? 'but it is empty' : `not ${show(raw)}`}`};
}

const words = {truthy: ['true', 'yes', 'on'], falsy: ['false', 'no', 'off']};
const oneLine = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text) => text.trim()),
  ),
  z.string().check(z.regex(/^\P{Cc}+$/u), z.maxLength(4096)),
);

function readerOf(key: Scalar): z.ZodMiniType<Scalar['default']> {
  switch (key.kind) {
    case 'toggle':
      return z.union([z.boolean(), z.stringbool(words)]);
    case 'count':
      return measured(key, (text) => (/^\d+$/.test(text.trim()) ? Number(text) : undefined));
    case 'duration':
      return measured(key, parseDuration);
    case 'bytes':
      return measured(key, parseBytes);
    case 'choice':
      return z.pipe(
        z.pipe(
          z.string(),
          z.transform((text) => key.of.find((word) => word.toLowerCase() === text.trim().toLowerCase())),
        ),
        z.string(),
      );
    case 'amount':
      return z.pipe(oneLine, z.string().check(z.regex(/^\d+(\.\d+)?\s*(usd|tok|ktok|mtok)$/i)));
    case 'text':
    case 'path':
      return oneLine;
  }
}

/** A number and its text mean the same: `300` and `"300"`. */
const measured = ({min, max}: {min: number; max: number}, parse: (text: string) => number | undefined) =>
  z.pipe(
    z.pipe(
      z.union([z.number(), z.string()]),
      z.transform((raw) => parse(String(raw))),
    ),
    z.int().check(z.minimum(min), z.maximum(max)),
  );

const LONGEST_SHOWN = 60;

function show(raw: unknown): string {
  if (Array.isArray(raw)) return 'a list';
  if (typeof raw === 'object') return 'a section';
  const text = typeof raw === 'string' ? JSON.stringify(raw) : String(raw);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
}
