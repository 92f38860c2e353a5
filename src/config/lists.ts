import {parseDocument} from 'yaml';
import {nearest} from '../suggest.js';
import {rawValue} from './entries.js';
import {fieldName, type Item, type Key, type List} from './kinds.js';

/** What of a list is wrong, and in which of its entries, from 0. */
export interface ListProblem {
  readonly why: string;
  readonly item?: number;
  readonly field?: string;
}

type ReadField = (key: Key, raw: unknown) => {ok: true; value: unknown} | {ok: false; why: string};
type ItemsReading = {ok: true; value: readonly Item[]} | ({ok: false} & ListProblem);

/** The entries of a list, each field by its own kind; then what they have to be together. */
export function readItems(key: List, raw: unknown, readField: ReadField): ItemsReading {
  if (!Array.isArray(raw)) return {ok: false, why: 'must be a list of entries in braces, such as `[{name: x}]`'};
  const items: Item[] = [];
  for (const [at, entry] of raw.entries()) {
    const reading = readItem(key, entry, readField);
    if (!reading.ok) return {...reading, why: `entry ${at + 1}: ${reading.why}`, item: at};
    items.push(reading.value);
  }
  const problem = key.check(items);
  return problem === undefined ? {ok: true, value: items} : {ok: false, ...problem};
}

type ItemReading = {ok: true; value: Item} | {ok: false; why: string; field?: string};

function readItem({fields}: List, raw: unknown, readField: ReadField): ItemReading {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return {ok: false, why: 'must have named fields'};
  const stranger = Object.keys(raw).find((word) => !Object.hasOwn(fields, word));
  if (stranger !== undefined) {
    const meant = nearest(stranger, Object.keys(fields));
    const hint = meant ? `; did you mean \`${meant}\`?` : `; there is ${Object.keys(fields).join(', ')}`;
    return {ok: false, why: `unknown field \`${stranger}\`${hint}`, field: stranger};
  }
  const item: Record<string, Item[string]> = {};
  for (const [word, field] of Object.entries(fields)) {
    const written: unknown = (raw as Record<string, unknown>)[word];
    if (written === undefined) {
      if (field.presence === 'needed') return {ok: false, why: `\`${word}\` is missing`};
      item[fieldName(word, field)] = field.presence === 'optional' ? undefined : field.default;
      continue;
    }
    const reading = readField(field, written);
    if (!reading.ok) return {ok: false, why: `\`${word}\` ${reading.why}`, field: word};
    item[fieldName(word, field)] = reading.value as Item[string];
  }
  return {ok: true, value: Object.freeze(item)};
}

/** A list on one line, as `config set` is given it. What is no list is handed back as it is, to be refused. */
export function parseItems(key: List, text: string): unknown {
  const {contents, errors} = parseDocument(text, {logLevel: 'error'});
  return errors.length > 0 || contents === null ? text : rawValue(key, contents);
}
