import {Text} from 'ink';
import {memo} from 'react';
import type {OverviewTask} from '../state/overview.js';
import {useOutput} from './hooks/useOutput.js';
import {Lines} from './Lines.js';
import {wrapLines} from './output-lines.js';
import {Pane} from './Pane.js';
import {truncate, widthOf} from './text.js';

interface Props {
  task: OverviewTask | undefined;
  why: string | undefined;
  readOutput(task: OverviewTask): readonly string[];
  width: number;
  height: number;
  isFocused: boolean;
  /** Lines scrolled back from the end. */
  scrolledBack: number;
}

/** The output of the chosen task's newest attempt, as it is written. */
export const OutputPane = memo(function OutputPane({
  task,
  why,
  readOutput,
  width,
  height,
  isFocused,
  scrolledBack,
}: Props) {
  const lines = useOutput(
    () => (task && task.attempt > 0 ? readOutput(task) : []),
    `${task?.id} ${task?.attempt} ${task?.state}`,
    task?.state === 'running',
  );
  const inside = {width: width - 4, height: height - 2};
  const wrapped = wrapLines(lines, inside.width, widthOf);
  const back = Math.min(scrolledBack, Math.max(0, wrapped.length - inside.height));
  const shown = wrapped.slice(Math.max(0, wrapped.length - inside.height - back), wrapped.length - back);
  return (
    <Pane
      number={2}
      title={titleOf(task)}
      note={noteOf(task, back)}
      width={width}
      height={height}
      isFocused={isFocused}
    >
      {shown.length === 0 ? (
        <Text dimColor>{truncate(emptyWords(task, why), inside.width)}</Text>
      ) : (
        <Lines lines={shown} width={inside.width} />
      )}
    </Pane>
  );
});

const titleOf = (task: OverviewTask | undefined): string => (task ? `Output of #${task.id} ${task.title}` : 'Output');

function noteOf(task: OverviewTask | undefined, back: number): string {
  if (!task) return '';
  if (back > 0) return `${back} lines below · f follows`;
  return task.attempt > 1 ? `attempt ${task.attempt}` : '';
}

function emptyWords(task: OverviewTask | undefined, why: string | undefined): string {
  if (!task) return 'The output of the chosen task appears here.';
  if (task.state === 'running') return 'No output yet.';
  if (task.attempt === 0) return why ?? 'It has not run yet.';
  return 'It wrote nothing.';
}
