import {constants} from 'node:fs';
import {access, stat} from 'node:fs/promises';
import {delimiter, join, resolve} from 'node:path';

/** What asking takes at most. */
const ASK_MS = 20_000;

/** Where a program is on PATH; undefined when it is nowhere. */
export async function findProgram(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const dir of (env.PATH ?? '').split(delimiter)) {
    // An empty place in PATH is the folder one is in, which here is the folder an agent writes to.
    if (dir === '') continue;
    const file = resolve(join(dir, name));
    if (await isProgram(file)) return file;
  }
  return undefined;
}

/** As a person writes it: a name to be found on PATH, or a path that counts from the folder it was written in. */
export async function findCommand(name: string, folder: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (!name.includes('/')) return findProgram(name, env);
  const file = resolve(folder, name);
  return (await isProgram(file)) ? file : undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

const known = new Map<string, Promise<string>>();

/**
 * The first line of `--version`, asked once for each program there is: a path that was written anew is another. Empty when
 * it does not say.
 */
export async function versionOf(file: string, env: NodeJS.ProcessEnv): Promise<string> {
  const {mtimeMs} = await stat(file);
  const key = `${file}\n${mtimeMs}`;
  const asked = known.get(key) ?? askVersion(file, env);
  known.set(key, asked);
  const version = await asked;
  // Silence is no answer to keep: the machine may just have been busy.
  if (version === '') known.delete(key);
  return version;
}

async function askVersion(file: string, env: NodeJS.ProcessEnv): Promise<string> {
  const {execa} = await import('execa');
  const {stdout} = await execa(file, ['--version'], {
    ...{env, extendEnv: false, stdin: 'ignore', stderr: 'ignore', reject: false},
    ...{timeout: ASK_MS, forceKillAfterDelay: 1000, maxBuffer: 100_000},
  });
  return (stdout ?? '').trim().split('\n')[0]?.slice(0, 200) ?? '';
}

/** The number in it, or all of it where there is none. */
export const versionNumber = (version: string): string =>
  /\d+(\.\d+)+[\w.+-]*/.exec(version)?.[0].replace(/\.$/, '') ?? version;
