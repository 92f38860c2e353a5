import {Box, Text} from 'ink';
import type {Field} from '../state/view.js';
import {clusters} from './edit-text.js';
import type {Offer} from './form-offers.js';
import {useTheme} from './hooks/useTheme.js';
import {Pane} from './Pane.js';
import {truncate, truncateStart, widthOf} from './text.js';

interface Props {
  title: string;
  fields: readonly Field[];
  at: number;
  /** What fits to what is typed in the current field. */
  offers: readonly Offer[];
  offer: number;
  width: number;
  height: number;
}

const LABEL_WIDTH = 14;

const rowsOf = (field: Field, offers: readonly Offer[]): number =>
  1 + (field.problem === undefined ? 0 : 1) + offers.length;

/** Borders, a line for each field, and one for each problem and offer. */
export const formHeight = (fields: readonly Field[], offers: readonly Offer[] = []): number =>
  2 + offers.length + fields.reduce((sum, field) => sum + rowsOf(field, []), 0);

/** The first field in sight: the current one is seen whole, with what belongs to it and as much as fits around it. */
export function firstInSight(fields: readonly Field[], at: number, offers: readonly Offer[], height: number): number {
  let room = height - rowsOf(fields[at] as Field, offers);
  let first = at;
  // A field after the current one is worth more than one before it.
  const after = fields.slice(at + 1, at + 3).reduce((sum, field) => sum + rowsOf(field, []), 0);
  room -= Math.min(after, Math.max(0, room));
  while (first > 0 && room >= rowsOf(fields[first - 1] as Field, [])) {
    first -= 1;
    room -= rowsOf(fields[first] as Field, []);
  }
  return first;
}

/** A field to a line, and right below it what is wrong with it or what is offered for it. */
export function FormDialog({title, fields, at, offers, offer, width, height}: Props) {
  const inside = width - 4;
  const first = firstInSight(fields, at, offers, height - 2);
  let room = height - 2;
  const shown = fields.slice(first).filter((field) => {
    room -= rowsOf(field, field === fields[at] ? offers : []);
    return room >= 0;
  });
  const isWhole = shown.length === fields.length;
  return (
    <Pane
      title={title}
      note={isWhole ? undefined : `${at + 1} of ${fields.length}`}
      width={width}
      height={height}
      isFocused
    >
      {shown.map((field) => (
        <Box key={field.name} flexDirection="column">
          <FieldLine field={field} isCurrent={field === fields[at]} width={inside} />
          {field === fields[at] ? <Offers offers={offers} chosen={offer} width={inside} /> : null}
        </Box>
      ))}
    </Pane>
  );
}

function Offers({offers, chosen, width}: {offers: readonly Offer[]; chosen: number; width: number}) {
  const {glyphs, style} = useTheme();
  const room = width - LABEL_WIDTH - 5;
  return offers.map(({value, help}, at) => {
    const shown = truncate(value, room);
    return (
      <Box key={value}>
        <Text {...(at === chosen ? style.focus : {})}>
          {`${' '.repeat(LABEL_WIDTH + 2)}${at === chosen ? glyphs.cursor : ' '} ${shown}`}
        </Text>
        <Text dimColor>{help === '' ? '' : `  ${truncate(help, Math.max(1, room - widthOf(shown) - 2))}`}</Text>
      </Box>
    );
  });
}

function FieldLine({field, isCurrent, width}: {field: Field; isCurrent: boolean; width: number}) {
  const theme = useTheme();
  const room = width - LABEL_WIDTH - 3;
  return (
    <Box flexDirection="column">
      <Box>
        <Text bold={isCurrent}>{`${isCurrent ? theme.glyphs.cursor : ' '} ${field.label.padEnd(LABEL_WIDTH)}`}</Text>
        {field.value === '' && !isCurrent ? (
          <Text dimColor>{truncate(field.hint, room)}</Text>
        ) : (
          <Value field={field} isCurrent={isCurrent} room={room} />
        )}
      </Box>
      {field.problem === undefined ? null : (
        <Text {...theme.style.bad}>{`${' '.repeat(LABEL_WIDTH + 2)}${truncate(field.problem, room)}`}</Text>
      )}
    </Box>
  );
}

/** The cursor is a cell shown in reverse, so it is seen without colour and without the terminal's own. */
function Value({field, isCurrent, room}: {field: Field; isCurrent: boolean; room: number}) {
  const {glyphs} = useTheme();
  const broken = (text: string): string => text.replaceAll('\n', glyphs.lineBreak.trim());
  if (!isCurrent) return <Text>{truncate(broken(field.value), room)}</Text>;
  const parts = clusters(field.value).map(broken);
  const before = truncateStart(parts.slice(0, field.cursor).join(''), room - 2);
  const under = parts[field.cursor] ?? ' ';
  const after = truncate(parts.slice(field.cursor + 1).join(''), Math.max(0, room - widthOf(before) - widthOf(under)));
  return (
    <Text>
      {before}
      <Text inverse>{under}</Text>
      {after}
      {field.value === '' ? <Text dimColor>{` ${truncate(field.hint, room - 2)}`}</Text> : null}
    </Text>
  );
}
