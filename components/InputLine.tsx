import {Text} from 'ink';
import {clusters, type EditedText} from './edit-text.js';
import {clean, truncate, truncateStart, widthOf} from './text.js';

interface Props extends EditedText {
  /** The sign at its beginning. */
  sign: string;
  /** Said while it is empty. */
  hint: string;
  width: number;
}

/** A line of text under a cursor, which is a cell shown in reverse: it is seen without colour. */
export function InputLine({sign, value, cursor, hint, width}: Props) {
  const room = Math.max(1, width - widthOf(sign) - 1);
  const parts = clusters(value);
  const under = clean(parts[cursor] ?? ' ') || ' ';
  const before = truncateStart(parts.slice(0, cursor).join(''), room - widthOf(under));
  const after = truncate(parts.slice(cursor + 1).join(''), room - widthOf(before) - widthOf(under));
  return (
    <Text>
      {`${sign} ${before}`}
      <Text inverse>{under}</Text>
      {after}
      {value === '' ? <Text dimColor>{` ${truncate(hint, room - 2)}`}</Text> : null}
    </Text>
  );
}
