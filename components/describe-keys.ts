import {showKey, writtenNames} from './key-names.js';
import {keys} from './keys.js';

/** docs/keys.md, from the table that also makes the keys work. */
export function describeKeys(): string {
  const rows = keys.map(
    (key) => `| ${key.keys.map((name) => `\`${showKey(name)}\``).join(' ')} | ${key.help} | \`${key.does}\` |`,
  );
  return `# Keys

One key means one thing everywhere. \`?\` shows this list in the program; the bottom line shows the keys that work right now
for what is chosen. In a dialog \`Tab\` goes to the next field, \`⏎\` confirms and \`Esc\` leaves.

| keys | what they do | deed |
|---|---|---|
${rows.join('\n')}

## The palette

\`:\` or \`Ctrl-P\` opens one line that finds everything by a few of its letters: what can be done now, tasks by title or
\`#12\`, agents, locks, nodes, panes, and every command of [commands.md](commands.md). \`⏎\` does it, goes there, or puts the
command into the line so that its arguments can be typed, quoted as in a shell; a second \`⏎\` runs it, and what it says
appears on a page. \`↑\` in the empty line brings back what was typed before.

## Keys of your own

A file \`keys.yaml\` in \`$XDG_CONFIG_HOME/orkestra\` (else \`~/.config/orkestra\`), or the file \`ORKESTRA_KEYS\` names, gives
deeds other keys. It is read at the start; what it does not name keeps the keys above.

\`\`\`yaml
retry: [R, ctrl-r]
zoom: z
remove: [] # no key; the palette still does it
\`\`\`

A key is a character, \`ctrl-\` and a letter, or one of ${writtenNames.map((name) => `\`${name}\``).join(' ')}. What YAML
reads otherwise is quoted: \`':'\`, \`'*'\`, \`'>'\`. Of two deeds that want one key in the same place both keep their own, and
the first line after the start says so. \`Ctrl-C\` always quits and \`Esc\` always goes back.
`;
}
