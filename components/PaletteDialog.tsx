import {Text} from 'ink';
import type {Dialog} from '../state/view.js';
import {partsOf} from './fuzzy.js';
import {useKeymap} from './hooks/useKeymap.js';
import {useTheme} from './hooks/useTheme.js';
import {InputLine} from './InputLine.js';
import {Lines} from './Lines.js';
import {listRoom} from './layout.js';
import {Pane} from './Pane.js';
import type {Room} from './page-lines.js';
import {paint} from './paint.js';
import {type Findable, findEntries} from './palette.js';
import type {Found} from './palette-entry.js';
import {scrollTo} from './scroll.js';
import {fit, pad, truncate, widthOf} from './text.js';
import type {Theme} from './theme.js';

interface Props extends Room {
  dialog: Dialog & {kind: 'palette'};
  findable: Omit<Findable, 'keymap'>;
}

/** One line, and below it all that it can mean. */
export function PaletteDialog({dialog: {text, cursor, at}, findable, width, height}: Props) {
  const theme = useTheme();
  const keymap = useKeymap();
  const room = listRoom({width, height});
  const entries = findEntries(text, {...findable, keymap});
  const from = scrollTo(0, at, room.height, entries.length);
  const shown = entries.slice(from, from + room.height);
  const columns = columnsFor(shown, room.width);
  const below = entries.length - from - shown.length;
  return (
    <Pane
      title="Commands"
      note={below > 0 ? `${theme.glyphs.down} ${below} more` : undefined}
      width={width}
      height={height}
      isFocused
    >
      <InputLine
        sign=":"
        value={text}
        cursor={cursor}
        hint="what is to be done, #12, words of a title, or a command"
        width={room.width}
      />
      <Text> </Text>
      <Lines
        lines={shown.map((entry, row) => entryLine(entry, from + row === at, columns, theme))}
        width={room.width}
      />
    </Pane>
  );
}

interface EntryColumns {
  width: number;
  /** Where notes begin when their titles are short. */
  title: number;
}

const KIND_WIDTH = 8;
const WIDEST_TITLE = 26;

/** Notes stand below each other; a title that is longer pushes its own aside. */
function columnsFor(entries: readonly Found[], width: number): EntryColumns {
  const noted = entries.filter(({note}) => note !== '').map(({title}) => widthOf(title));
  return {width, title: Math.min(WIDEST_TITLE, Math.max(0, ...noted))};
}

function entryLine(entry: Found, isChosen: boolean, columns: EntryColumns, {glyphs, style}: Theme): string {
  const {kind, title, why, rightMeaning} = entry;
  const right = truncate(entry.right, Math.floor(columns.width / 3), glyphs);
  const room = columns.width - KIND_WIDTH - 2 - (right === '' ? 0 : widthOf(right) + 2);
  const name = truncate(title, room, glyphs);
  const says = why ?? entry.note;
  const noteAt = says === '' ? widthOf(name) : Math.max(widthOf(name), Math.min(columns.title, room));
  const note = truncate(says, room - noteAt - 2, glyphs);
  const head = `${isChosen ? glyphs.cursor : ' '} ${fit(kind, KIND_WIDTH)}`;
  const rest = pad(`${' '.repeat(noteAt - widthOf(name))}${note === '' ? '' : `  ${note}`}`, room - widthOf(name));
  const tail = right === '' ? '' : `  ${right}`;
  if (isChosen) return paint(head + name + rest + tail, style.selection);
  if (why !== undefined) return paint(head + name + rest + tail, style.muted);
  return (
    paint(head, style.muted) + lit(name, entry.at, style) + paint(rest, style.muted) + paint(tail, style[rightMeaning])
  );
}

/** The letters that were looked for stand out. */
function lit(title: string, at: readonly number[], style: Theme['style']): string {
  const found = new Set(at);
  return Array.from(partsOf(title), (part, place) => (found.has(place) ? paint(part, style.found) : part)).join('');
}
