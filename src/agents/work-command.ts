import {ourCommand} from '../our-command.js';
import type {Paths} from '../world.js';

/** The line that does the work of an agent's attempt: this program again, in a process of its own. */
export const workCommand = (paths: Paths, {id, attempt}: {id: number; attempt: number}): string =>
  `exec ${ourCommand(paths, ['work', String(id), String(attempt)])}`;
