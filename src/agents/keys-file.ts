import {constants, type Stats} from 'node:fs';
import {open} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {errnoOf, OrkestraError} from '../../state/errors.js';
import {translateFileError} from '../file-errors.js';
import type {Paths} from '../world.js';
import {secretNames} from './env.js';
import {settingNames, withoutStrayUrls} from './settings.js';

const LARGEST_BYTES = 1_000_000;

/** Where keys are kept for a project: `chmod 600`, in a folder of `chmod 700`. */
export const keysFile = ({home}: Pick<Paths, 'home'>): string => join(home, 'secrets', 'keys');

/**
 * The environment with what a project keeps beside it. What stands in the environment counts most, `.env` least. Only names
 * of ours and of keys are taken: a file that came with a project must not set what programs are started with.
 */
export async function readKeys(
  paths: Pick<Paths, 'root' | 'home'>,
  env: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  const kept = await readAssignments(paths, keysFile(paths), true);
  const shared = await readAssignments(paths, join(paths.root, '.env'), false);
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  return {...env, ...withoutStrayUrls(ours(shared), {...kept, ...given}), ...ours(kept), ...given};
}

const ours = (all: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => settingNames.has(name) || secretNames.includes(name)));

async function readAssignments(
  {root}: Pick<Paths, 'root'>,
  file: string,
  isPrivate: boolean,
): Promise<Record<string, string>> {
  const name = relative(root, file);
  const text = await readIfThere(file, (stats) => check(stats, name, isPrivate));
  return text === undefined ? {} : parseAssignments(text, name);
}

/** Looked at when it is open: what was checked is what is read. */
async function readIfThere(file: string, look: (stats: Stats) => void): Promise<string | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      look(await handle.stat());
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw translateFileError(error, file);
  }
}

function check(stats: Stats, name: string, isPrivate: boolean): void {
  if (!stats.isFile())
    throw new OrkestraError('invalid', `${name} is no file.`, {hint: 'Make it a file of NAME=VALUE lines.'});
  if (stats.size > LARGEST_BYTES) throw new OrkestraError('invalid', `${name} is too large for a file of keys.`);
  if (isPrivate && process.platform !== 'win32' && (stats.mode & 0o077) !== 0)
    throw new OrkestraError('refused', `Others can read ${name}, which holds keys.`, {
      hint: `Run \`chmod 600 ${name}\`.`,
    });
}

/** Lines of NAME=VALUE as shells and other tools write them; nothing in a value is expanded. */
export function parseAssignments(text: string, name: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [at, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, key, value] = /^(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? [];
    // The line itself is not repeated: it may be a key.
    if (key === undefined || value === undefined)
      throw new OrkestraError('invalid', `Line ${at + 1} of ${name} is not NAME=VALUE.`, {
        hint: 'Mend or remove the line.',
      });
    found[key] = unquote(value);
  }
  return found;
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(value);
  return quoted?.[2] ?? value.replace(/\s+#.*$/, '').trim();
}
