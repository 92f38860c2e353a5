import {Box, Text} from 'ink';
import type {Field} from '../state/view.js';
import {clusters} from './edit-text.js';
import {useTheme} from './hooks/useTheme.js';
import {Pane} from './Pane.js';
import {truncate, truncateStart, widthOf} from './text.js';

interface Props {
  title: string;
  fields: readonly Field[];
  at: number;
  width: number;
  height: number;
}

const LABEL_WIDTH = 14;

/** Borders, a line for each field, and one for each problem. */
export const formHeight = (fields: readonly Field[]): number =>
  2 + fields.length + fields.filter((field) => field.problem !== undefined).length;

/** A field to a line, and what is wrong with it right below. */
export function FormDialog({title, fields, at, width, height}: Props) {
  const inside = width - 4;
  // On a low screen the fields before the current one give way.
  const from = Math.max(0, Math.min(at - (height - 5), fields.length - 1));
  return (
    <Pane title={title} width={width} height={height} isFocused>
      {fields.slice(from).map((field, index) => (
        <FieldLine key={field.name} field={field} isCurrent={from + index === at} width={inside} />
      ))}
    </Pane>
  );
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
  if (!isCurrent) return <Text>{truncate(field.value, room)}</Text>;
  const parts = clusters(field.value);
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
