import {Box, Text} from 'ink';
import {version} from '../src/version.js';
import {keys, showKey} from './keys.js';
import {Pane} from './Pane.js';
import {fit} from './text.js';

interface Props {
  width: number;
  height: number;
  scroll: number;
}

/** Every key, from the table that also makes it work. */
export function HelpDialog({width, height, scroll}: Props) {
  const inside = height - 2;
  const rows = keys.map((key) => ({names: key.keys.map(showKey).join(' '), help: key.help}));
  const from = Math.min(scroll, Math.max(0, rows.length - inside));
  const namesWidth = Math.max(...rows.map((row) => row.names.length)) + 2;
  return (
    <Pane title="Keys" note={`orkestra ${version}`} width={width} height={height} isFocused>
      {rows.slice(from, from + inside).map((row) => (
        <Box key={row.names}>
          <Text bold>{fit(row.names, namesWidth)}</Text>
          <Text>{fit(row.help, width - 4 - namesWidth)}</Text>
        </Box>
      ))}
    </Pane>
  );
}
