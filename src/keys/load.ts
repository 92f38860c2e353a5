import {homedir} from 'node:os';
import {basename, resolve} from 'node:path';
import {OrkestraError} from '../../state/errors.js';
import {readConfigText, shownPath} from '../config/find.js';
import {personalFile} from '../trust.js';
import type {KnownKeys, ReadKeys} from './read.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Where a person's own keys are kept; `isNamed` when the environment names the file, so that it must be there. */
export function keysFile(env: Env, home = homedir()): {file: string; isNamed: boolean} {
  if (env.ORKESTRA_KEYS) return {file: resolve(env.ORKESTRA_KEYS), isNamed: true};
  return {file: personalFile('keys.yaml', env, home), isNamed: false};
}

/** A person's own keys. What is wrong with the file is told and never stops the screen. */
export async function loadKeys<Deed extends string>(
  env: Env,
  known: KnownKeys<Deed>,
  home?: string,
): Promise<ReadKeys<Deed>> {
  const {file, isNamed} = keysFile(env, home);
  // The line that tells is short, and there is only one such file unless another is named.
  const shown = isNamed ? shownPath(file) : basename(file);
  try {
    const text = await readConfigText(file);
    if (text === undefined) return {bindings: new Map(), problems: isNamed ? [`There is no file ${shown}.`] : []};
    const {readKeys} = await import('./read.js');
    return readKeys(text, shown, known);
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    return {bindings: new Map(), problems: [error.message]};
  }
}
