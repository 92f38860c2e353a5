import {version} from '../src/version.js';
import {useTheme} from './hooks/useTheme.js';
import {keys, showKey} from './keys.js';
import {Lines} from './Lines.js';
import {insideOfPane, Pane} from './Pane.js';
import type {Room} from './page-lines.js';
import {paint} from './paint.js';
import {fit} from './text.js';

interface Props extends Room {
  scroll: number;
  search: string;
}

/** Every key, from the table that also makes it work; what is typed narrows it. */
export function HelpDialog({width, height, scroll, search}: Props) {
  const {style} = useTheme();
  const inside = insideOfPane(width, height);
  const rows = helpRows(search);
  const from = Math.min(scroll, Math.max(0, rows.length - inside.height));
  const namesWidth = 16;
  const lines = rows
    .slice(from, from + inside.height)
    .map(({names, help}) =>
      names === undefined
        ? paint(help, style.title)
        : paint(fit(`  ${names}`, namesWidth), style.focus) + fit(help, inside.width - namesWidth),
    );
  return (
    <Pane
      title={search === '' ? 'Keys' : `Keys with "${search}"`}
      note={`orkestra ${version}`}
      width={width}
      height={height}
      isFocused
    >
      <Lines lines={lines.length > 0 ? lines : ['No key does that. Esc shows all.']} width={inside.width} />
    </Pane>
  );
}

interface HelpRow {
  /** Undefined for a heading. */
  names: string | undefined;
  help: string;
}

export function helpRows(search: string): HelpRow[] {
  const words = search.toLowerCase().split(/\s+/);
  const found = keys
    .map((key) => ({...key, names: key.keys.map(showKey).join(' ')}))
    .filter((key) => words.every((word) => `${key.names} ${key.label} ${key.help}`.toLowerCase().includes(word)));
  const groups = [...new Set(found.map((key) => key.group))];
  return groups.flatMap((group) => [
    {names: undefined, help: group},
    ...found
      .filter((key) => key.group === group)
      .map(({names, help, only}) => ({names, help: only ? `${help} (${only})` : help})),
  ]);
}
