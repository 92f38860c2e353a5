import type {Values} from './build.js';
import {type Entries, listEntries} from './entries.js';
import {keyNamed, keys} from './keys.js';
import type {Value} from './kinds.js';
import {parseText} from './parse.js';
import {readValue} from './validate.js';

export interface Said {
  values: Values;
  /** Where each value stands: `orkestra.yaml:12` or `env ORKESTRA_LOG_LEVEL`. */
  origins: ReadonlyMap<string, string>;
  /** Sentences, each with its place. */
  problems: readonly string[];
  warnings: readonly string[];
}

/** `file` is how people call it. Throws only when the text is no config at all. */
export const readText = (text: string, file: string): Said => readEntries(listEntries(parseText(text, file)), file);

function readEntries(entries: Entries, file: string): Said {
  const values = new Map<string, Value>();
  const origins = new Map<string, string>();
  const problems = [...entries.problems];
  for (const [name, {raw, line, lineOfItem}] of entries.byName) {
    const reading = readValue(keyNamed(name), raw);
    if (!reading.ok) {
      const at = reading.item === undefined ? line : lineOfItem(reading.item);
      problems.push({line: at, text: `\`${name}\` ${reading.why}`});
    }
    if (reading.ok && reading.value !== undefined) {
      values.set(name, reading.value);
      origins.set(name, `${file}:${line}`);
    }
  }
  const sentence = ({line, text}: {line: number; text: string}): string => `${file}:${line}: ${text}`;
  problems.sort((a, b) => a.line - b.line);
  return {values, origins, problems: problems.map(sentence), warnings: entries.warnings.map(sentence)};
}

export type Env = Readonly<Record<string, string | undefined>>;

/** An empty variable says nothing, as in a shell. */
export function readEnv(env: Env): Said {
  const values = new Map<string, Value>();
  const origins = new Map<string, string>();
  const problems: string[] = [];
  for (const {name, key} of keys) {
    const raw = key.env === undefined ? undefined : env[key.env];
    if (!raw) continue;
    const reading = readValue(key, raw);
    if (!reading.ok) problems.push(`\`${key.env}\` in the environment ${reading.why}`);
    else {
      values.set(name, reading.value);
      origins.set(name, `env ${key.env}`);
    }
  }
  return {values, origins, problems, warnings: []};
}
