import {keys, showKey} from './keys.js';

/** docs/keys.md, from the table that also makes the keys work. */
export function describeKeys(): string {
  const rows = keys.map((key) => `| ${key.keys.map((name) => `\`${showKey(name)}\``).join(' ')} | ${key.help} |`);
  return `# Keys

One key means one thing everywhere. \`?\` shows this list in the program; the bottom line shows the keys that work right now
for what is chosen. In a dialog \`Tab\` goes to the next field, \`⏎\` confirms and \`Esc\` leaves.

| keys | what they do |
|---|---|
${rows.join('\n')}
`;
}
