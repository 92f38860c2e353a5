import {isAlias, isScalar, isSeq, type ParsedNode} from 'yaml';
import * as z from 'zod/mini';
import {parseText} from '../config/parse.js';
import {nearest} from '../suggest.js';

export interface KnownKeys<Deed extends string> {
  deeds: readonly Deed[];
  /** The key that a written name means, or why it means none. */
  readKey(name: string): {ok: true; key: string} | {ok: false; why: string};
  /** The names a key can be written with, for suggestions. */
  names: readonly string[];
}

export interface ReadKeys<Deed extends string> {
  bindings: ReadonlyMap<Deed, readonly string[]>;
  /** Sentences, each with its place. */
  problems: readonly string[];
}

/** A digit is a key as well. */
const word = z.pipe(
  z.union([z.string(), z.int()]),
  z.transform((key) => String(key)),
);
const words = z.union([
  z.array(word),
  z.pipe(
    word,
    z.transform((key) => [key]),
  ),
]);

/** `deed: [key, key]`, one to a line. A line that cannot be right is told, and the others count. */
export function readKeys<Deed extends string>(text: string, file: string, known: KnownKeys<Deed>): ReadKeys<Deed> {
  const {map, lineOf} = parseText(text, file);
  const bindings = new Map<Deed, readonly string[]>();
  const problems: string[] = [];
  const lines = new Map<string, number>();
  for (const {key, value} of map?.items ?? []) {
    const name = isScalar(key) ? String(key.value) : '?';
    const line = lineOf(key);
    const reading = readLine(name, value, known);
    const first = lines.get(name);
    if (first !== undefined) problems.push(`${file}:${line}: \`${name}\` is there twice; line ${first} counts.`);
    else if (reading.ok) bindings.set(reading.deed, reading.keys);
    else problems.push(`${file}:${line}: ${reading.why}`);
    lines.set(name, first ?? line);
  }
  return {bindings, problems};
}

type Reading<Deed> = {ok: true; deed: Deed; keys: readonly string[]} | {ok: false; why: string};

function readLine<Deed extends string>(
  name: string,
  value: ParsedNode | null,
  {deeds, readKey, names}: KnownKeys<Deed>,
): Reading<Deed> {
  const deed = deeds.find((one) => one === name);
  if (deed === undefined) return {ok: false, why: `there is no deed \`${name}\`${guess(name, deeds)}`};
  const given = words.safeParse(plainValue(value));
  if (!given.success)
    return {ok: false, why: `\`${name}\` must be a list of keys, such as [R, ctrl-r], or [] for none.`};
  const keys: string[] = [];
  for (const written of given.data) {
    const reading = readKey(written);
    if (!reading.ok) return {ok: false, why: `\`${name}\` keeps its keys: ${reading.why}${guess(written, names)}`};
    keys.push(reading.key);
  }
  return {ok: true, deed, keys};
}

const plainValue = (node: ParsedNode | null): unknown => {
  if (isScalar(node)) return node.value;
  return isSeq(node)
    ? node.items.map((item) => (isAlias(item) ? undefined : plainValue(item as ParsedNode)))
    : undefined;
};

function guess(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  return near === undefined ? '.' : `; did you mean \`${near}\`?`;
}
