import type {Desk} from './desk.js';
import {openPage} from './tabs.js';

/** Runs a command of the program and shows its page. A line that is being answered is not asked again. */
export function runLine({view, deeds}: Desk, command: string, words: readonly string[]): void {
  const {pages, typedLines, calls} = view.get();
  const others = pages.filter(({subject}) => subject.kind !== 'answer' || subject.command !== command);
  view.set({
    pages: [...others, openPage({kind: 'answer', command})],
    typedLines: [...typedLines.filter((line) => line !== command), command],
  });
  if (calls.has(command)) return;
  view.set({calls: new Set([...calls, command])});
  deeds.call(command, words);
}
