import {OrkestraError} from '../../state/errors.js';
import {nearest} from '../suggest.js';
import type {Key} from './kinds.js';
import {type Section, schema} from './schema.js';

export interface NamedKey {
  /** Dotted, as in `queue.lease`. */
  readonly name: string;
  readonly key: Key;
}

export const isKey = (entry: Key | Section): entry is Key => typeof entry.kind === 'string';

function flatten(section: Section, prefix: string): NamedKey[] {
  return Object.entries(section).flatMap(([name, entry]) =>
    isKey(entry) ? [{name: prefix + name, key: entry}] : flatten(entry, `${prefix}${name}.`),
  );
}

/** In the order of the schema. */
export const keys: readonly NamedKey[] = flatten(schema, '');

const byName = new Map(keys.map(({name, key}) => [name, key]));

export function keyNamed(name: string): Key {
  const key = byName.get(name);
  if (key) return key;
  throw new OrkestraError('invalid', unknownKey(name), {hint: '`orkestra config show` lists every key.'});
}

export function unknownKey(name: string): string {
  const inside = keys.find((key) => key.name.startsWith(`${name}.`));
  if (inside) return `\`${name}\` is a section; name one of its keys, such as \`${inside.name}\``;
  const meant = likelyKey(name);
  return `unknown key \`${name}\`${meant ? `; did you mean \`${meant}\`?` : ''}`;
}

/** A slip in the last word first, then a key that stands in another section, then a slip anywhere. */
function likelyKey(name: string): string | undefined {
  const start = name.lastIndexOf('.') + 1;
  const [prefix, word] = [name.slice(0, start), name.slice(start)];
  const sibling = nearest(word, wordsBelow(prefix));
  if (sibling !== undefined) return prefix + sibling;
  const elsewhere = keys.filter((key) => key.name.endsWith(`.${word}`));
  if (elsewhere.length === 1) return elsewhere[0]?.name;
  return nearest(name, byName.keys());
}

const wordsBelow = (prefix: string): string[] =>
  keys.filter(({name}) => name.startsWith(prefix)).map(({name}) => name.slice(prefix.length).split('.')[0] ?? '');
