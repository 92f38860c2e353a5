import {whyNotRunning} from '../src/tasks/why.js';
import type {ListedTask} from '../state/task-list.js';
import type {Sight} from './desk.js';
import {usePageText} from './hooks/usePageText.js';
import {useTheme} from './hooks/useTheme.js';
import {Lines} from './Lines.js';
import type {Lists} from './lists.js';
import {insideOfPane, Pane} from './Pane.js';
import type {Room} from './page-lines.js';
import {emptyWords} from './page-titles.js';
import {layLine, pageWindow} from './page-window.js';
import {paint, paintLine} from './paint.js';
import {openPage} from './tabs.js';
import {taskBriefLines} from './task-lines.js';
import {truncate} from './text.js';

interface Props extends Room {
  task: ListedTask | undefined;
  lists: Lists;
  sight: Sight;
}

/** The chosen task beside the list: the facts in short, and what it writes. */
export function DetailPane({task, lists, sight, width, height}: Props) {
  const theme = useTheme();
  const subject = task && ({kind: 'task', id: task.id} as const);
  const text = usePageText(sight, subject, 'output', task?.state === 'running');
  const inside = insideOfPane(width, height);
  const why = task && whyNotRunning(task, lists.moment.facts);
  const facts = task ? taskBriefLines(task, why, lists.moment.facts.now, theme) : [];
  const head = facts
    .flatMap((line) => layLine(line, inside.width, true).slice(0, 2))
    .map((spans) => paintLine(spans, theme.style));
  const page = openPage(subject ?? {kind: 'log'}, 'output');
  const room = {width: inside.width, height: Math.max(1, inside.height - head.length - 1)};
  const output =
    text.lines.length > 0
      ? pageWindow(text, page, room).rows.map(({spans}) => paintLine(spans, theme.style))
      : [paint(truncate(task ? emptyWords(page, task, why) : 'No task is chosen.', room.width), theme.style.muted)];
  return (
    <Pane title={task ? `#${task.id} ${task.title}` : 'Output'} width={width} height={height}>
      <Lines lines={[...head, ...(head.length > 0 ? [''] : []), ...output]} width={inside.width} />
    </Pane>
  );
}
