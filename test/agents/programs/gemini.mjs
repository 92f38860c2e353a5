import {after, play} from './stage.mjs';

const stats = {
  total_tokens: 110,
  input_tokens: 100,
  output_tokens: 10,
  cached: 0,
  duration_ms: 5,
  tool_calls: 1,
  models: {},
};
const failed = (message, code = 1) => ({
  lines: [
    {
      type: 'result',
      status: 'error',
      error: {type: 'unknown', message},
      stats: {...stats, input_tokens: 0, output_tokens: 0},
    },
  ],
  code,
});

play({
  version: '0.61.0',
  isLoginProbe: (args) => args[0] === '--list-sessions',
  loginCode: 41,
  sessionIn: (args) => after(args, '--resume'),
  begin: (session) => [
    {type: 'init', session_id: session, model: 'model-1'},
    {type: 'message', role: 'user', content: 'the prompt'},
  ],
  say: (text) => [{type: 'message', role: 'assistant', content: text, delta: true}],
  tool: (id, isError, text) => [
    {type: 'tool_use', tool_name: 'run_shell_command', tool_id: id, parameters: {command: 'wc -l a.txt'}},
    isError
      ? {type: 'tool_result', tool_id: id, status: 'error', error: {type: 'policy_violation', message: text}}
      : {type: 'tool_result', tool_id: id, status: 'success', output: text},
  ],
  done: () => [{type: 'result', status: 'success', stats}],
  fail: failed,
  noLogin: () => ({
    stderr:
      'Please set an Auth method in your settings.json or specify one of the following environment variables: GEMINI_API_KEY',
    code: 41,
  }),
  limited: () =>
    failed(
      '[API Error: {"error":{"code":429,"message":"You exceeded your current quota. Please retry in 7530s."}}]',
      173,
    ),
  waiting: () => ({
    stderr:
      'Attempt 1 failed with status 429. Retrying with backoff... _ApiError: {"message":"Please try again in 7530s."}',
  }),
  lost: {stderr: 'Error resuming session: Invalid session identifier "session-9".', code: 42},
});
