import {isMap, isScalar, type ParsedNode, type YAMLMap} from 'yaml';
import {isKey, unknownKey} from './keys.js';
import type {Key} from './kinds.js';
import {isNothing, type Note, type Parsed} from './parse.js';
import {type Section, schema} from './schema.js';

export interface Entry {
  /** As written, not yet checked. */
  raw: unknown;
  line: number;
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
      else if (isKey(known)) byName.set(name, {raw: rawValue(known, node), line});
      else if (isMap(node)) walk(node as YAMLMap.Parsed, known, `${name}.`);
      else if (!isNothing(node)) problems.push({line, text: `\`${name}\` must be a section with keys of its own`});
    }
  };

  if (map) walk(map, schema, '');
  return {byName, problems, warnings};
}

function rawValue(key: Key, node: ParsedNode | null): unknown {
  if (node === null) return null;
  if (!isScalar(node)) return isMap(node) ? {} : [];
  // A project may be called 007 or true: for a text, what was typed counts.
  const isText = key.kind === 'text' || key.kind === 'path';
  return isText && node.value !== null && typeof node.value !== 'string' ? node.source : node.value;
}
