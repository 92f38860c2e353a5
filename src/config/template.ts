import {isKey} from './keys.js';
import {expectation, type Key, writtenValue} from './kinds.js';
import {type Section, schema} from './schema.js';

const head = `# The settings of this project. A line such as "# auto_assign: true" shows a default: remove its # to change it.
# "orkestra config show" tells which value is in force and where it comes from.`;

/** The file that `init` writes. It says nothing but the defaults. */
export const configTemplate = (): string => `${[head, ...blocks(schema, '')].join('\n\n')}\n`;

function blocks(section: Section, indent: string): string[] {
  return Object.entries(section).flatMap(([word, entry]) => {
    if (isKey(entry)) return [`${indent}# ${entry.help}\n${indent}${templateLine(word, entry)}`];
    const [first, ...rest] = blocks(entry, `${indent}  `);
    return [`${indent}${word}:\n${first}`, ...rest];
  });
}

/** One key, switched off. `word` is the last part of its name. */
export const templateLine = (word: string, key: Key): string =>
  `# ${keyLine(word, key, writtenValue(key, key.default))}`;

/** With the choices beside the value, where they are worth telling. */
export function keyLine(word: string, key: Key, value: string): string {
  const line = `${word}: ${value}`.trimEnd();
  return ['toggle', 'text', 'path', 'list'].includes(key.kind) ? line : `${line}  # ${expectation(key)}`;
}
