import {existsSync} from 'node:fs';
import {thisProgram} from '../this-program.js';
import type {Paths} from '../world.js';

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** The line that does the work of an agent's attempt: this program again, in a process of its own. */
export function workCommand({root, config}: Paths, {id, attempt}: {id: number; attempt: number}): string {
  const words = [process.execPath, thisProgram, 'work', String(id), String(attempt), '--project-root', root];
  return `exec ${[...words, ...(existsSync(config) ? ['--config', config] : [])].map(quote).join(' ')}`;
}
