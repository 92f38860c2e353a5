import {control} from './control.js';
import type {CliDriver} from './driver.js';
import {readMessages} from './messages.js';

/** Claude Code: `claude -p` with a stream of JSON lines, which reads the prompt from stdin. */
export const claude: CliDriver = {
  name: 'claude',
  program: 'claude',
  hint: 'Run `claude` once and log in, or set ANTHROPIC_API_KEY.',
  env: ({CLAUDE_API_KEY: named, ANTHROPIC_API_KEY: own = named}) => ({
    DISABLE_AUTOUPDATER: '1',
    NO_COLOR: '1',
    ...(own !== undefined && {ANTHROPIC_API_KEY: own}),
  }),
  isProgram: (version) => /claude/i.test(version),
  login: {args: ['auth', 'status'], isLoggedIn: ({exitCode}) => exitCode === 0},
  args: ({model, session, limits}) => [
    ...['-p', '--output-format', 'stream-json', '--verbose', '--permission-mode', 'acceptEdits'],
    ...(model === undefined ? [] : ['--model', model]),
    ...(session === undefined ? [] : ['--resume', session]),
    ...(limits.costUsd === undefined ? [] : ['--max-budget-usd', String(limits.costUsd)]),
  ],
  input: ({prompt}) => prompt,
  asks: control,
  read: readMessages,
};
