import {Box, Text} from 'ink';
import type {Choice} from '../state/view.js';
import {Pane} from './Pane.js';
import {truncate} from './text.js';

interface Props {
  question: string;
  detail: string;
  choices: readonly Choice[];
  width: number;
}

export const confirmHeight = (choices: readonly Choice[]): number => choices.length + 4;

/** Says what will happen, and what each key chooses. */
export function ConfirmDialog({question, detail, choices, width}: Props) {
  const inside = width - 4;
  return (
    <Pane title={question} width={width} height={confirmHeight(choices)} isFocused>
      <Text>{truncate(detail, inside)}</Text>
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
