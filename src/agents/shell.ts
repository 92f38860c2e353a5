import {mkdirSync} from 'node:fs';
import {dirname} from 'node:path';
import type {Work} from '../../state/attempts.js';
import {exitFile, outputFile} from '../../state/output.js';
import {foreignEnv} from '../git.js';

/**
 * Runs the command ($2) and then the check ($3), and leaves the exit code in a file ($1), so that the outcome is known
 * even when the engine that started it is gone. It waits for one line first: the engine sends it once the process is
 * written down, and when the engine dies before that, the end of input means "do not start".
 * The exit code has its place on the disk before the command begins, so that a disk which is full by then holds it too.
 * All output goes straight to a file ($4): nothing is lost when the engine dies, and a flood costs it nothing.
 * It outlives the request to stop, so that the command has its time to end in order; what such a command then says of
 * itself is not its outcome. (A request in the very moment the command starts may miss it: then the grace ends it.)
 */
const RUNNER = `
asked=; trap asked=1 TERM
exec 3<&0 </dev/null >>"$4" 2>&1
read -r go <&3 && [ -z "$asked" ] || exit 125
printf '%15s\\n' '' > "$1.part"
sh -c "$2" 3<&-; code=$?; from=
if [ "$code" -eq 0 ] && [ -n "$3" ] && [ -z "$asked" ]; then sh -c "$3" 3<&-; code=$?; [ "$code" -eq 0 ] || from=' check'; fi
if [ -n "$asked" ]; then rm -f "$1.part"; else printf '%s%s\\n' "$code" "$from" 1<> "$1.part" && mv -f "$1.part" "$1"; fi
exit "$code"`;

export interface ShellExit {
  exitCode: number | null;
  signal: string | null;
}

export interface ShellProcess {
  pid: number;
  /** Lets the command begin; until then nothing has happened that could happen twice. */
  begin(): void;
  /** Never rejects. */
  exit: Promise<ShellExit>;
}

export interface ShellRequest {
  runs: string;
  cwd: string;
  attempt: number;
  work: Pick<Work, 'id' | 'title' | 'run' | 'check' | 'instructions'>;
}

/** The variables hold what fits into an environment; longer instructions are read from the task. */
const LONGEST_VARIABLE = 100_000;

/** The process leads a group of its own, so that all it starts can be ended with it. */
export async function startShell({runs, cwd, attempt, work}: ShellRequest): Promise<ShellProcess> {
  const {execa} = await import('execa');
  const output = outputFile(runs, work.id, attempt);
  mkdirSync(dirname(output), {recursive: true});
  const exit = exitFile(runs, work.id, attempt);
  const child = execa('/bin/sh', ['-c', RUNNER, 'orkestra-task', exit, work.run ?? '', work.check ?? '', output], {
    cwd,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
    env: {
      // Where a hook of git started us, these name another repository than the folder's.
      ...foreignEnv,
      ORKESTRA_TASK: String(work.id),
      ORKESTRA_ATTEMPT: String(attempt),
      ORKESTRA_TITLE: work.title,
      ORKESTRA_INSTRUCTIONS: work.instructions?.slice(0, LONGEST_VARIABLE / 4) ?? '',
    },
  });
  child.stdin.on('error', () => {});
  if (child.pid === undefined) {
    const failed = await child;
    throw failed.cause ?? new Error('the shell could not be started');
  }
  return {
    pid: child.pid,
    begin: () => void child.stdin.end('go\n'),
    exit: child.then(({exitCode, signal}) => ({exitCode: exitCode ?? null, signal: signal ?? null})),
  };
}
