import {mkdir, readFile, stat} from 'node:fs/promises';
import {dirname, isAbsolute, join, relative, resolve} from 'node:path';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {followLinks, isInside, writeAtomic} from '../../files.js';

/** No source an agent should read in one piece is larger. */
const LARGEST_READ = 10_000_000;
/** A line there is code that runs outside the folder, our own book, or what the agent itself may do. */
const KEPT = ['.git', '.orkestra', 'agents.yaml', 'orkestra.yaml'];

export interface Folder {
  cwd: string;
  whyNotWrite: ((path: string) => string | undefined) | undefined;
}

/** Lines count from 1. */
export interface Reading {
  path: string;
  line?: number | null | undefined;
  limit?: number | null | undefined;
}

/** The text of a file in the agent's folder; every "no" is an OrkestraError with a sentence. */
export async function readAgentFile({cwd}: Folder, {path, line, limit}: Reading): Promise<string> {
  const file = insideOf(cwd, path);
  try {
    const facts = await stat(file);
    if (!facts.isFile()) throw new OrkestraError('refused', `${path} is not a file.`);
    if (facts.size > LARGEST_READ) throw new OrkestraError('refused', `${path} is larger than 10 MB.`);
    const text = await readFile(file, 'utf8');
    if (line == null && limit == null) return text;
    const from = Math.max(0, (line ?? 1) - 1);
    return text
      .split('\n')
      .slice(from, limit == null ? undefined : from + limit)
      .join('\n');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw new OrkestraError('not-found', `There is no file ${path}.`);
    throw error;
  }
}

export async function writeAgentFile({cwd, whyNotWrite}: Folder, path: string, text: string): Promise<void> {
  const file = insideOf(cwd, path);
  if (KEPT.some((kept) => isInside(join(cwd, kept), file)))
    throw new OrkestraError('refused', `${path} is not to be written by agents.`);
  const why = whyNotWrite?.(file);
  if (why !== undefined) throw new OrkestraError('refused', `${path} may not be written: ${why}`);
  await mkdir(dirname(file), {recursive: true});
  await writeAtomic(file, text);
}

function insideOf(cwd: string, path: string): string {
  // Links are followed, so that nobody writes to a file under a name that no lock knows.
  if (!path.includes('\0') && isInside(cwd, path))
    return join(cwd, relative(followLinks(resolve(cwd)), followLinks(isAbsolute(path) ? path : resolve(cwd, path))));
  throw new OrkestraError('refused', `${path} lies outside the folder of the task.`);
}
