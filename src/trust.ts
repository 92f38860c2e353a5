import {appendFileSync, mkdirSync, readFileSync, realpathSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {dirname, isAbsolute, join} from 'node:path';
import {errnoOf} from '../state/errors.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Where a person keeps what is his own, in whatever project. */
export function personalFile(name: string, env: Env = process.env, home = homedir()): string {
  // A relative XDG_CONFIG_HOME counts as none, says the specification.
  const base = env.XDG_CONFIG_HOME && isAbsolute(env.XDG_CONFIG_HOME) ? env.XDG_CONFIG_HOME : join(home, '.config');
  return join(base, 'orkestra', name);
}

/**
 * The files of a project may name programs to be run, and they may have come from anywhere. Nothing of that kind counts
 * until the person has said once that he trusts the folder; he says it beside his own settings, where no project writes.
 */
export function isTrusted(folder: string, env: Env = process.env): boolean {
  return env.ORKESTRA_TRUST === 'all' || listTrusted(env).includes(realOf(folder));
}

export function trustFolder(folder: string, env: Env = process.env): boolean {
  if (isTrusted(folder, env)) return false;
  const file = personalFile('trusted', env);
  mkdirSync(dirname(file), {recursive: true});
  appendFileSync(file, `${realOf(folder)}\n`, {mode: 0o600});
  return true;
}

export function distrustFolder(folder: string, env: Env = process.env): boolean {
  const trusted = listTrusted(env);
  const left = trusted.filter((one) => one !== realOf(folder));
  if (left.length === trusted.length) return false;
  writeFileSync(personalFile('trusted', env), left.map((one) => `${one}\n`).join(''), {mode: 0o600});
  return true;
}

function listTrusted(env: Env): string[] {
  try {
    return readFileSync(personalFile('trusted', env), 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** A name with a line end in it could pass for two; such a folder is trusted by nobody. */
function realOf(folder: string): string {
  const real = realpathSync(folder);
  return real.includes('\n') ? '' : real;
}
