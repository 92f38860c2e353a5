import {resolve} from 'node:path';
import {OrkestraError} from '../../state/errors.js';
import type {Call} from './command.js';
import {textOf} from './values.js';

export const newPasswordOption = {
  flags: '--new-password-file FILE',
  help: 'a file with the new password and nothing else; without it, it is asked for',
} as const;

/** Never an argument: those are seen by everybody on the machine and kept by shells. */
export async function newPassword(call: Call): Promise<string> {
  const file = textOf(call.options.newPasswordFile);
  if (file !== undefined) return inFile(resolve(file));
  if (!process.stdin.isTTY || call.isJson)
    throw new OrkestraError('invalid', 'There is nobody to ask for the new password.', {
      hint: 'Name a file it is in: `--new-password-file FILE`.',
    });
  const first = await askSecret('New password: ');
  if (first === '') throw new OrkestraError('invalid', 'The new password is empty.');
  if (first !== (await askSecret('Once more: ')))
    throw new OrkestraError('invalid', 'The two passwords are not the same; nothing was changed.');
  return first;
}

async function inFile(file: string): Promise<string> {
  const {readPasswordFile} = await import('../backups/repository/password-file.js');
  const password = await readPasswordFile(file, {isPrivate: false});
  if (password !== undefined) return password;
  throw new OrkestraError('not-found', `There is no file ${file}.`, {hint: 'It should hold the new password.'});
}

const cancelled = (): OrkestraError => new OrkestraError('refused', 'No password was given; nothing was changed.');

/** Reads a line from the terminal that is not shown. */
async function askSecret(question: string): Promise<string> {
  const {stdin, stderr} = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  try {
    return await readLine();
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** What is typed or pasted behind the line waits for the next question. */
let left = '';

function readLine(): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (): void => {
      process.stdin.off('data', read).off('end', giveUp);
    };
    const giveUp = (): void => {
      end();
      reject(cancelled());
    };
    const read = (text: string): void => {
      const characters = [...left, ...text];
      left = '';
      for (const [at, character] of characters.entries()) {
        if (character === '\r' || character === '\n') {
          left = characters.slice(at + 1).join('');
          end();
          return resolve(typed);
        }
        if (character === '\u0003' || character === '\u0004') return giveUp();
        typed = afterKey(typed, character);
      }
    };
    process.stdin.on('data', read).on('end', giveUp);
    if (left !== '') read('');
  });
}

function afterKey(typed: string, character: string): string {
  if (character === '\u007f' || character === '\b') return [...typed].slice(0, -1).join('');
  if (character === '\u0015') return '';
  return character < ' ' ? typed : typed + character;
}
