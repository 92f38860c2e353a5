import {Box, Text} from 'ink';
import {memo} from 'react';
import {useTheme} from './hooks/useTheme.js';
import type {RowCell} from './table-cells.js';
import {pad} from './text.js';

export interface TableRowProps {
  cells: readonly RowCell[];
  /** What stands before the cells, in `lead` columns that every row of the table leaves free. */
  sign: string;
  lead: number;
  width: number;
  gap: number;
  /** The cursor of the pane that has the keys: one bar of text across the whole width. */
  isBar?: boolean;
  isChosen?: boolean;
}

/** Drawn again only when something it shows has changed: the row objects themselves are new with every reading. */
export const TableRow = memo(DrawnRow, isSameRow);

/**
 * A box for each cell, and no padding in the text: Ink pays for each character, blanks included.
 * Texts that many rows share, such as a state, are then split into characters once a frame.
 */
function DrawnRow({cells, sign, lead, width, gap, isBar = false, isChosen = false}: TableRowProps) {
  const {style} = useTheme();
  if (isBar) {
    return (
      <Box height={1} aria-state={{selected: true}}>
        <Text {...style.selection}>{asLine({cells, sign, lead, width, gap})}</Text>
      </Box>
    );
  }
  const isSigned = sign !== '';
  return (
    <Box
      height={1}
      width={width}
      columnGap={gap}
      paddingLeft={isSigned || lead === 0 ? 0 : lead + gap}
      {...(isChosen && {'aria-state': {selected: true}})}
    >
      {isSigned && (
        <Box width={lead} flexShrink={0}>
          <Text {...style.focus}>{sign.slice(0, lead)}</Text>
        </Box>
      )}
      {cells.map(({text, width, align, meaning}, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place in the row
        <Box key={at} width={width} flexShrink={0} justifyContent={align === 'right' ? 'flex-end' : 'flex-start'}>
          {text !== '' && <Text {...style[meaning]}>{text}</Text>}
        </Box>
      ))}
    </Box>
  );
}

function asLine({cells, sign, lead, width, gap}: Pick<TableRowProps, 'cells' | 'sign' | 'lead' | 'width' | 'gap'>) {
  const start = lead > 0 ? [sign.slice(0, lead).padEnd(lead)] : [];
  const parts = cells.map((cell) => pad(cell.text, cell.width, cell.align));
  return pad([...start, ...parts].join(' '.repeat(gap)), width);
}

function isSameRow(before: TableRowProps, after: TableRowProps): boolean {
  return (
    before.sign === after.sign &&
    before.lead === after.lead &&
    before.width === after.width &&
    before.gap === after.gap &&
    before.isBar === after.isBar &&
    before.isChosen === after.isChosen &&
    before.cells.length === after.cells.length &&
    before.cells.every((cell, at) => isSameCell(cell, after.cells[at]))
  );
}

function isSameCell(before: RowCell, after: RowCell | undefined): boolean {
  return (
    before.text === after?.text &&
    before.meaning === after.meaning &&
    before.width === after.width &&
    before.align === after.align
  );
}
