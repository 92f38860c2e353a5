import {existsSync} from 'node:fs';
import {thisProgram} from './this-program.js';
import type {Paths} from './world.js';

/** This program again, on the same project: what to start, without a shell. */
export const ourWords = ({root, config}: Pick<Paths, 'root' | 'config'>, words: readonly string[]): string[] => [
  ...[thisProgram, ...words, '--project-root', root],
  ...(existsSync(config) ? ['--config', config] : []),
];

/** The same as a line of a shell. */
export const ourCommand = (paths: Pick<Paths, 'root' | 'config'>, words: readonly string[]): string =>
  [process.execPath, ...ourWords(paths, words)].map(quote).join(' ');

export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
