import {Box, Text} from 'ink';
import type {Choice} from '../state/view.js';
import {Lines} from './Lines.js';
import {Pane} from './Pane.js';
import {truncate} from './text.js';

interface Props {
  question: string;
  details: readonly string[];
  choices: readonly Choice[];
  width: number;
}

const heightOf = (details: readonly string[], choices: readonly Choice[]): number =>
  details.length + choices.length + 3;

/** Says what will happen, and what each key chooses. */
export function ConfirmDialog({question, details, choices, width}: Props) {
  const inside = width - 4;
  return (
    <Pane title={question} width={width} height={heightOf(details, choices)} isFocused>
      <Lines lines={details.map((line) => truncate(line, inside) || ' ')} width={inside} />
      <Text> </Text>
      {choices.map((choice) => (
        <Box key={choice.key}>
          <Text bold>{` ${choice.key}  `}</Text>
          <Text>{truncate(choice.label, inside - 4)}</Text>
        </Box>
      ))}
    </Pane>
  );
}
