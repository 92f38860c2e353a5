import {chalkLevel} from '../components/terminal-colors.js';
import {main} from '../src/cli/main.js';

const writeAll = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(text);

/** A second Ctrl-C does not wait for anybody. */
function onInterrupt(handler: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let isAsked = false;
  const ask = (): void => {
    if (isAsked) process.exit(130);
    isAsked = true;
    handler();
  };
  for (const signal of signals) process.on(signal, ask);
  return () => {
    for (const signal of signals) process.off(signal, ask);
    if (isAsked) process.exitCode = 130;
  };
}

// A reader that went away (`orkestra task list | head -1`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** Ink's own look at the environment happens once, as it is loaded; what runs in the screen must not inherit ours. */
async function loadScreen(): Promise<typeof import('./screen.js')> {
  const {FORCE_COLOR} = process.env;
  process.env.FORCE_COLOR = chalkLevel(process.env);
  try {
    return await import('./screen.js');
  } finally {
    if (FORCE_COLOR === undefined) delete process.env.FORCE_COLOR;
    else process.env.FORCE_COLOR = FORCE_COLOR;
  }
}

const exitCode = await main({
  argv: process.argv.slice(2),
  out: writeAll(process.stdout),
  err: writeAll(process.stderr),
  onInterrupt,
  isTerminal: process.stdout.isTTY === true,
  ...(process.stdin.isTTY &&
    process.stdout.isTTY && {openScreen: async (call) => (await loadScreen()).openScreen(call)}),
});
process.exitCode ??= exitCode;
