import type {Desk} from '../components/desk.js';
import type {KeyPress} from '../components/key-parser.js';
import {press} from '../components/press.js';
import {isTyping, spokenNews, spokenPane, spokenResult, spokenRow} from '../components/spoken.js';
import {plain} from '../src/plain.js';

interface Sources {
  project: string;
  desk: Desk;
  live: {subscribe(listener: () => void): () => void};
  write(text: string): void;
}

export interface Reader {
  press(key: KeyPress): void;
  stop(): void;
}

/** The control room for a screen reader: one line after the other, and nothing that was said is ever changed. */
export function startReader({project, desk, live, write}: Sources): Reader {
  let isInLine = false;
  let told = desk.moment();
  const say = (lines: readonly string[]): void => {
    if (lines.length === 0) return;
    write(`${isInLine ? '\n' : ''}${lines.map((line) => plain(line)).join('\n')}\n`);
    isInLine = false;
  };
  const typed = (text: string): void => {
    write(text);
    isInLine = true;
  };

  const stop = live.subscribe(() => {
    const before = told;
    told = desk.moment();
    say(spokenNews(before, told));
  });
  say([`orkestra, ${project}.`, `${spokenPane('tasks', desk)} ${spokenRow(desk)}`, 'Press ? for the keys, q to quit.']);

  return {
    press(key) {
      const before = desk.view.get();
      press(desk, key);
      const name = 'key' in key ? key.key : '';
      if ('paste' in key && before.dialog) return typed(plain(key.paste));
      if (isTyping(before, name) && desk.view.get().dialog?.kind === before.dialog?.kind) return typed(name);
      if (name === 'backspace' && before.dialog && isTyping(before, 'x')) return say(['One letter back.']);
      say(spokenResult(before, desk));
    },
    stop,
  };
}
