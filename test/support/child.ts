import {type ChildProcess, fork} from 'node:child_process';
import {mkdirSync, renameSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {onTestFinished} from 'vitest';

/** What a fixture says to its test; the type tells what else is in it. */
export interface Message {
  type: string;
  [field: string]: unknown;
}

export interface Child {
  readonly pid: number;
  send(message: Message): void;
  /** The next message of this type, waited for; fails when the program ends first. */
  next<Of extends Message = Message>(type: string, withinMs?: number): Promise<Of>;
  /** Resolves when the system has taken it away. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  readonly exited: Promise<{code: number | null; signal: NodeJS.Signals | null}>;
  /** What it wrote to stderr so far. */
  errors(): string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const compiled = new Map<string, Promise<string>>();

/** Bundled into node_modules/.cache, so that better-sqlite3 is found from there. */
async function compile(fixture: string): Promise<string> {
  const {outputFiles} = await build({
    entryPoints: [join(root, 'test/support/fixtures', `${fixture}.ts`)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'inline',
    external: ['better-sqlite3'],
    banner: {js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);"},
    logLevel: 'warning',
  });
  const dir = join(root, 'node_modules/.cache/orkestra-test');
  mkdirSync(dir, {recursive: true});
  linkBuilt(join(dir, '..', 'dist'));
  const file = join(dir, `${fixture}.mjs`);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, outputFiles[0]?.contents ?? '');
  // Other workers may be starting the same program.
  renameSync(draft, file);
  return file;
}

/** What the build leaves is looked for beside the folder of the program. */
function linkBuilt(link: string): void {
  try {
    symlinkSync(join(root, 'dist'), link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Starts a program of test/support/fixtures. It is killed at the end of the test, if it lives so long. */
export async function startChild(fixture: string, args: readonly string[] = []): Promise<Child> {
  let file = compiled.get(fixture);
  if (!file) {
    file = compile(fixture);
    compiled.set(fixture, file);
  }
  const child = fork(await file, [...args], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    execArgv: ['--enable-source-maps'],
  });
  const started = follow(child);
  onTestFinished(() => started.kill());
  return started;
}

export const startChildren = (
  count: number,
  fixture: string,
  args: (number: number) => readonly string[],
): Promise<Child[]> => Promise.all(Array.from({length: count}, (_, number) => startChild(fixture, args(number))));

function follow(child: ChildProcess): Child {
  const heard: Message[] = [];
  const waiting = new Set<() => void>();
  let errors = '';
  let isOver = false;
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.on('message', (message: Message) => {
    heard.push(message);
    wake();
  });
  const exited = new Promise<{code: number | null; signal: NodeJS.Signals | null}>((resolve) => {
    child.once('close', (code, signal) => {
      isOver = true;
      wake();
      resolve({code, signal});
    });
  });
  return {
    pid: child.pid ?? -1,
    exited,
    errors: () => errors,
    send: (message) => void (child.connected && child.send(message)),
    next: <Of extends Message>(type: string, withinMs = 30_000) =>
      new Promise<Of>((resolve, reject) => {
        const end = (): void => {
          clearTimeout(deadline);
          waiting.delete(look);
        };
        const look = (): void => {
          const at = heard.findIndex((message) => message.type === type);
          if (at >= 0) {
            end();
            resolve(heard.splice(at, 1)[0] as Of);
          } else if (isOver) {
            end();
            reject(new Error(`the program ended before it said ${type}\n${errors}`));
          }
        };
        const deadline = setTimeout(() => {
          end();
          reject(new Error(`the program did not say ${type} within ${withinMs} ms\n${errors}`));
        }, withinMs);
        waiting.add(look);
        look();
      }),
    async kill(signal = 'SIGKILL') {
      if (isOver) return;
      child.kill(signal);
      await exited;
    },
  };
}
