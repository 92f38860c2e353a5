import {isKey} from './keys.js';
import {expectation, type Key, type List, writtenValue} from './kinds.js';
import {type Section, schema} from './schema.js';

const head = `<!-- Made from src/config/schema.ts by \`npm run docs\`. Edit the table there, not this page. -->

# Settings

Settings live in \`orkestra.yaml\` in the project folder; every key is optional. \`orkestra init\` writes the file with all
keys switched off, \`orkestra config set KEY VALUE\` changes one and keeps your comments, \`orkestra config show\` tells what
is in force and where it comes from. An open screen follows the file while you edit it; a broken edit keeps the old values.

A value is taken from the first place that has one: \`--project-root\` (for \`project_root\`), the environment, the file, the
default. \`--config FILE\` names another file, which may be JSON as well. Without \`orkestra.yaml\`, a \`config.yaml\` with the
sections of Scythe is read.

A duration is a number of seconds or a text such as \`500ms\`, \`90s\`, \`10m\`, \`1h30m\` or \`2d\`. A size is a number of bytes
or a text such as \`64MB\` (thousands) or \`1.5GiB\` (1024). A relative path counts from \`project_root\`.`;

/** The page docs/config.md. */
export const describeConfig = (): string => `${[head, ...chapters(schema, '')].join('\n\n')}\n`;

function chapters(section: Section, prefix: string): string[] {
  const entries = Object.entries(section);
  const rows = entries.flatMap(([word, entry]) => (isKey(entry) ? [row(prefix + word, entry)] : []));
  const title = prefix === '' ? 'General' : `\`${prefix.slice(0, -1)}\``;
  const table = `## ${title}\n\n| key | default | must be | what it does |\n|---|---|---|---|\n${rows.join('\n')}`;
  const lists = entries.flatMap(([word, entry]) =>
    isKey(entry) && entry.kind === 'list' ? [fieldTable(prefix + word, entry)] : [],
  );
  const below = entries.flatMap(([word, entry]) => (isKey(entry) ? [] : chapters(entry, `${prefix}${word}.`)));
  return rows.length > 0 ? [table, ...lists, ...below] : below;
}

/** What an entry of a list is made of. */
function fieldTable(name: string, {fields}: List): string {
  const rows = Object.entries(fields).map(([word, field]) => {
    const standard = field.presence === undefined ? `\`${writtenValue(field, field.default)}\`` : field.presence;
    return `| \`${word}\` | ${standard} | ${expectation(field)} | ${field.help} |`;
  });
  return `Each entry of \`${name}\`:\n\n| field | default | must be | what it does |\n|---|---|---|---|\n${rows.join('\n')}`;
}

function row(name: string, key: Key): string {
  const standard = writtenValue(key, key.default);
  const env = key.env ? ` The variable \`${key.env}\` wins over the file.` : '';
  return `| \`${name}\` | ${standard && `\`${standard}\``} | ${expectation(key)} | ${key.help}${env} |`;
}
