import {after, play} from './stage.mjs';

const item = (type, more) => ({type: `item.${type}`, item: {id: 'item_1', ...more}});
const failed = (message) => ({
  lines: [
    {type: 'error', message},
    {type: 'turn.failed', error: {message}},
  ],
});

play({
  version: 'codex-cli 0.169.0',
  isLoginProbe: (args) => args[0] === 'login',
  sessionIn: (args) => after(args, 'resume'),
  begin: (session) => [{type: 'thread.started', thread_id: session}, {type: 'turn.started'}],
  say: (text) => [item('completed', {type: 'agent_message', text})],
  tool: (id, isError, text) => {
    const command = {id, type: 'command_execution', command: 'wc -l a.txt'};
    return [
      item('started', {...command, aggregated_output: '', exit_code: null, status: 'in_progress'}),
      item('completed', {
        ...command,
        ...{aggregated_output: text, exit_code: isError ? 1 : 0, status: isError ? 'failed' : 'completed'},
      }),
    ];
  },
  done: () => [
    {
      type: 'turn.completed',
      usage: {input_tokens: 100, cached_input_tokens: 10, output_tokens: 10, reasoning_output_tokens: 0},
    },
  ],
  fail: failed,
  noLogin: (session) => {
    const {lines} = failed('unexpected status 401 Unauthorized: Missing bearer or basic authentication in header');
    return {lines: [{type: 'thread.started', thread_id: session}, ...lines]};
  },
  limited: () => failed("You've hit your usage limit. Upgrade to Pro or try again in 2 hours 5 minutes 30 seconds."),
  // It does not say until when.
  waiting: () => ({
    lines: [{type: 'error', message: 'Reconnecting... 1/5 (exceeded retry limit, last status: 429 Too Many Requests)'}],
  }),
  refused: () => ({
    lines: [
      {type: 'error', message: 'Reconnecting... 1/5 (unexpected status 401 Unauthorized: Incorrect API key provided)'},
    ],
  }),
  lost: {stderr: 'Error: thread/resume: thread/resume failed: no rollout found for thread id session-9 (code -32600)'},
});
