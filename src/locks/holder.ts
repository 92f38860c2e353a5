import {OrkestraError} from '../../state/errors.js';
import {plain} from '../plain.js';
import {parseOwner} from '../processes.js';

const LONGEST_NAME = 100;

/** A person or agent may call itself anything but a task or an engine: those names give a right to their locks. */
export function checkHolder(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new OrkestraError('invalid', 'Whoever takes a lock needs a name.');
  if (trimmed.length > LONGEST_NAME || plain(trimmed) !== trimmed) {
    throw new OrkestraError('invalid', `A name has at most ${LONGEST_NAME} characters, all of them visible.`);
  }
  if (trimmed.startsWith('task:') || parseOwner(trimmed)) {
    throw new OrkestraError('refused', `${trimmed} is the name of a task or an engine.`, {
      hint: 'Choose a name of your own.',
    });
  }
  return trimmed;
}
