import {isMap, isScalar, isSeq, type ParsedNode, type YAMLMap} from 'yaml';
import {isKey, unknownKey} from './keys.js';
import type {Key, List} from './kinds.js';
import {isNothing, type Note, type Parsed} from './parse.js';
import {type Section, schema} from './schema.js';

export interface Entry {
  /** As written, not yet checked. */
  raw: unknown;
  line: number;
  /** Of a list: where an entry stands, counted from 0. */
  lineOfItem(item: number): number;
}

export interface Entries {
  byName: ReadonlyMap<string, Entry>;
  problems: readonly Note[];
  warnings: readonly Note[];
}

/** What the file says about the keys of the schema. Anything else is warned about and never looked into. */
export function listEntries({map, lineOf, warnings: fromParser}: Parsed): Entries {
  const byName = new Map<string, Entry>();
  const problems: Note[] = [];
  const warnings: Note[] = [...fromParser];

  const walk = (items: YAMLMap.Parsed, section: Section, prefix: string): void => {
    const seen = new Map<string, number>();
    for (const {key: nameNode, value: node} of items.items) {
      const word = isScalar(nameNode) ? String(nameNode.value) : '?';
      const name = prefix + word;
      const line = lineOf(nameNode);
      const first = seen.get(word);
      const known = Object.hasOwn(section, word) ? section[word] : undefined;
      seen.set(word, first ?? line);
      if (!known) warnings.push({line, text: unknownKey(name)});
      else if (first !== undefined)
        problems.push({line, text: `\`${name}\` is there twice; the first is on line ${first}`});
      else if (isKey(known))
        byName.set(name, {raw: rawValue(known, node), line, lineOfItem: (at) => lineOfItem(node, at) ?? line});
      else if (isMap(node)) walk(node as YAMLMap.Parsed, known, `${name}.`);
      else if (!isNothing(node)) problems.push({line, text: `\`${name}\` must be a section with keys of its own`});
    }
  };

  const lineOfItem = (node: ParsedNode | null, at: number): number | undefined => {
    const item = isSeq(node) ? node.items[at] : undefined;
    return item ? lineOf(item as ParsedNode) : undefined;
  };

  if (map) walk(map, schema, '');
  return {byName, problems, warnings};
}

/** A node as written, before any check. */
export function rawValue(key: Key, node: ParsedNode | null): unknown {
  if (node === null) return null;
  if (key.kind === 'list' && isSeq(node)) return node.items.map((item) => rawItem(key, item as ParsedNode | null));
  if (!isScalar(node)) return isMap(node) ? {} : [];
  // A project may be called 007 or true: for a text, what was typed counts.
  const isText = key.kind === 'text' || key.kind === 'path';
  return isText && node.value !== null && typeof node.value !== 'string' ? node.source : node.value;
}

function rawItem({fields}: List, node: ParsedNode | null): unknown {
  if (!isMap(node)) return isScalar(node) ? node.value : [];
  const entries = (node as YAMLMap.Parsed).items.map(({key: nameNode, value}) => {
    const word = isScalar(nameNode) ? String(nameNode.value) : '?';
    const field = Object.hasOwn(fields, word) ? fields[word] : undefined;
    return [word, field ? rawValue(field, value) : null] as const;
  });
  return Object.fromEntries(entries);
}
