import {resolve} from 'node:path';
import {isKey, keys} from './keys.js';
import {camelCase, fieldName, type Key, type Value} from './kinds.js';
import {type Config, type Section, schema} from './schema.js';

export type Values = ReadonlyMap<string, Value>;

/** The typed, frozen config: what `values` does not name has its default. Relative paths become absolute here. */
export function buildConfig(values: Values, folder: string): Config {
  const root = resolve(folder, String(values.get('project_root') ?? schema.project_root.default));
  const read = (name: string, key: Key): Value => {
    const value = values.get(name) ?? key.default;
    if (name === 'project_root') return root;
    return key.kind === 'path' ? resolve(root, String(value)) : value;
  };
  return buildSection(schema, '', read) as unknown as Config;
}

export const defaultConfig = (folder: string): Config => buildConfig(new Map(), folder);

function buildSection(section: Section, prefix: string, read: (name: string, key: Key) => Value): object {
  const fields = Object.entries(section).map(([name, entry]) =>
    isKey(entry)
      ? [fieldName(name, entry), read(prefix + name, entry)]
      : [camelCase(name), buildSection(entry, `${prefix}${name}.`, read)],
  );
  return Object.freeze(Object.fromEntries(fields));
}

/** `values` over the defaults, in the order of the schema. */
export const mergeDefaults = (values: Values): Map<string, Value> =>
  new Map(keys.map(({name, key}) => [name, values.get(name) ?? key.default]));
