import type {CliDriver} from './driver.js';
import {readMessages} from './messages.js';

/**
 * Grok Build: `grok -p` in the dialect of Claude Code. Written from its user guide and from lines others recorded
 * (versions 1.0.4 to 1.0.41); it was never run here, as it is not on npm. It does not read a prompt from stdin.
 */
export const grok: CliDriver = {
  name: 'grok',
  program: 'grok',
  hint: 'Run `grok login`, or set XAI_API_KEY.',
  env: ({GROK_API_KEY: named, GROK_CODE_XAI_API_KEY: older = named, XAI_API_KEY: own = older}) => ({
    NO_COLOR: '1',
    GROK_DISABLE_AUTOUPDATER: '1',
    ...(own !== undefined && {XAI_API_KEY: own}),
  }),
  // A program of the community has the same name, and says but a number.
  isProgram: (version) => /grok/i.test(version),
  keys: ['XAI_API_KEY', 'GROK_API_KEY', 'GROK_CODE_XAI_API_KEY'],
  login: {args: ['models'], isLoggedIn: ({exitCode}) => exitCode === 0},
  args: ({prompt, cwd, model, session, limits}) => [
    ...['--no-auto-update', '--cwd', cwd, '--output-format', 'streaming-messages-json'],
    ...['--permission-mode', 'acceptEdits'],
    ...(model === undefined ? [] : ['--model', model]),
    ...(session === undefined ? [] : ['--resume', session]),
    ...(limits.steps === undefined ? [] : ['--max-turns', String(limits.steps)]),
    `--single=${prompt}`,
  ],
  read: readMessages,
};
