import type {Line, PageText} from '../components/page-lines.js';
import {attemptEndLines, eventLines, gapLine} from '../components/transcript-lines.js';
import {isOfAgent, listAttempts} from '../src/agents/attempts.js';
import {type EventTail, type EventText, openEventTail} from '../src/agents/event-tail.js';
import type {World} from '../src/world.js';
import {eventsFile} from '../state/output.js';
import {readTask} from '../state/tasks.js';

interface Open {
  file: string;
  tail: EventTail<Line>;
  text?: EventText<Line>;
  end?: readonly Line[];
  page?: PageText;
}

/** The transcript that is open; going back to one that was left reads it anew. The same object as long as nothing is new. */
export function openTranscripts({paths}: World): (id: number, attempt: number, end: readonly Line[]) => PageText {
  let open: Open | undefined;
  return (id, attempt, end) => {
    const file = eventsFile(paths.runs, id, attempt);
    if (open?.file !== file)
      open = {file, tail: openEventTail<Line>(file, {event: eventLines, gap: () => gapLine(id)})};
    const text = open.tail.read();
    if (open.page && open.text === text && open.end === end) return open.page;
    const page = {first: text.first, lines: [...text.lines, ...end]};
    open = {...open, text, end, page};
    return page;
  };
}

/** What stands at the end of a transcript; undefined where no agent worked. */
export function transcriptEnd(world: World, id: number, attempt: number | undefined, now: number) {
  const task = readTask(world.db, id);
  const attempts = task ? listAttempts(world, task) : [];
  const shown =
    attempts.find((one) => one.attempt === (attempt ?? task?.attempt)) ??
    (attempt === undefined ? attempts.at(-1) : undefined);
  return shown && isOfAgent(shown) ? {attempt: shown.attempt, lines: attemptEndLines(shown, now)} : undefined;
}
