import {after, play} from './stage.mjs';

const step = (more) => ({event: 'step_update', step_update: {step_index: 1, ...more}});
const usage = {input_tokens: 100, output_tokens: 10, thinking_tokens: 0, cache_read_tokens: 0, total_tokens: 110};
const result = (more) => ({event: 'result', result: {num_turns: 1, usage, ...more}});

play({
  version: '1.3.5',
  isLoginProbe: (args) => args[0] === 'models',
  sessionIn: (args) => after(args, '--conversation'),
  begin: (session) => [
    {event: 'init', conversation_id: session, init: {model: 'model-1', permission_mode: 'accept-edits', tools: []}},
    step({step_index: 0, state: 'DONE', step_type: 'user_input', text_delta: 'the prompt'}),
  ],
  say: (text) => [step({step_index: 4, state: 'ACTIVE', step_type: 'agent_response', text_delta: text})],
  tool: (_id, isError, text) => {
    const info = {name: 'run_command', parameters: {CommandLine: 'wc -l a.txt'}};
    const tool = {step_type: 'tool', tool_name: 'run_command'};
    return [
      step({state: 'ACTIVE', ...tool, tool_info: info}),
      isError
        ? step({state: 'ERROR', ...tool, tool_info: {...info, error: {type: 'TOOL_ERROR', message: text}}})
        : step({state: 'DONE', ...tool, tool_info: {...info, output: text}}),
    ];
  },
  done: (answer, session, denied = []) => [
    result({
      ...{conversation_id: session, status: 'SUCCESS', response: answer},
      denied_actions: denied.map((display_name) => ({action: 'command', display_name})),
    }),
  ],
  fail: (words) => ({lines: [result({status: 'ERROR', response: ''})], stderr: words}),
  noLogin: () => ({stderr: 'authentication required'}),
  limited: () => ({
    lines: [result({status: 'ERROR', response: ''})],
    stderr: 'Individual quota reached. Contact your administrator to enable overages. Resets in 2h5m30s.',
  }),
});
