import {Text} from 'ink';
import {version} from '../src/version.js';
import type {Aim} from './aim.js';
import {clusters} from './edit-text.js';
import {GAP, type HelpLine, helpSections, layHelp} from './help-rows.js';
import {useKeymap} from './hooks/useKeymap.js';
import {useTheme} from './hooks/useTheme.js';
import {InputLine} from './InputLine.js';
import {Lines} from './Lines.js';
import {listRoom} from './layout.js';
import {Pane} from './Pane.js';
import type {Room} from './page-lines.js';
import {paint} from './paint.js';
import {fit, pad} from './text.js';
import type {Theme} from './theme.js';

interface Props extends Room {
  scroll: number;
  search: string;
  aim: Aim;
}

/** Every key, from the table that also makes it work; what is typed narrows it. */
export function HelpDialog({width, height, scroll, search, aim}: Props) {
  const {style, glyphs} = useTheme();
  const keymap = useKeymap();
  const room = listRoom({width, height});
  const page = layHelp(helpSections(keymap, aim, search), room);
  const from = Math.min(scroll, page.last);
  const shown = page.columns.map((lines) => lines.slice(from, from + room.height));
  const rows = Array.from({length: Math.max(...shown.map((lines) => lines.length))}, (_, at) =>
    shown.map((lines) => paintLine(lines[at], page.namesWidth, page.columnWidth, style)).join(' '.repeat(GAP)),
  );
  const more = page.last > from ? `${glyphs.down} ${page.last - from} more` : '';
  return (
    <Pane title="Keys" note={more === '' ? `orkestra ${version}` : more} width={width} height={height} isFocused>
      <InputLine
        sign="/"
        value={search}
        cursor={clusters(search).length}
        hint="type to look for a key"
        width={room.width}
      />
      <Text> </Text>
      <Lines lines={rows.length > 0 ? rows : ['No key does that. Esc shows all.']} width={room.width} />
    </Pane>
  );
}

function paintLine(line: HelpLine | undefined, namesWidth: number, width: number, style: Theme['style']): string {
  if (!line) return ' '.repeat(width);
  if ('heading' in line) return paint(pad(line.heading, width), style.title);
  const names = fit(line.names, namesWidth - 2);
  const help = pad(line.help, width - namesWidth);
  return `${paint(names, line.isElsewhere ? style.muted : style.focus)}  ${line.isElsewhere ? paint(help, style.muted) : help}`;
}
