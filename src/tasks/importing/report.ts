import {OrkestraError} from '../../../state/errors.js';
import {plain} from '../../plain.js';

const SHOWN_PROBLEMS = 5;
const LONGEST = 60;

export const short = (text: string): string => {
  const shown = plain(text);
  return shown.length <= LONGEST ? shown : `${shown.slice(0, LONGEST - 1)}…`;
};

export const labelOf = (id: string, title: string): string => `task ${short(id)} ("${short(title)}")`;

/** What is found while a file is read: problems forbid the import, notes are told after it. */
export interface Report {
  problem(text: string): void;
  /** The same remark about many tasks is one note with a count. */
  note(remark: string): void;
  /** Throws when there was a problem; else the notes. */
  finish(): string[];
}

export function startReport(name: string): Report {
  const problems: string[] = [];
  let more = 0;
  const notes = new Map<string, number>();
  return {
    problem(text) {
      if (problems.length < SHOWN_PROBLEMS) problems.push(text);
      else more += 1;
    },
    note: (remark) => void notes.set(remark, (notes.get(remark) ?? 0) + 1),
    finish() {
      if (problems.length > 0) throw refusal(name, problems, more);
      return [...notes].map(([remark, count]) => `${remark} (${count} ${count === 1 ? 'task' : 'tasks'})`);
    },
  };
}

const refusal = (name: string, problems: readonly string[], more: number): OrkestraError =>
  new OrkestraError('invalid', `${name}: ${problems.join('; ')}${more > 0 ? `; and ${more} more problems` : ''}.`, {
    hint: 'Nothing was imported. Correct the file, then import it again.',
  });
