import {messages} from './messages.mjs';
import {after, play} from './stage.mjs';

const refused = (words) => ({
  lines: [
    {type: 'result', subtype: 'success', is_error: true, result: words, session_id: 'session-1', total_cost_usd: 0},
  ],
});

const question = (id, request) => ({type: 'control_request', request_id: id, request});

play({
  ...messages,
  isTalking: (args) => after(args, '--permission-prompt-tool') === 'stdio',
  promptIn: (line) => JSON.parse(line).message.content,
  questions: [
    question('q1', {subtype: 'can_use_tool', tool_name: 'Bash', input: {command: 'npm publish', timeout: 5}}),
    question('q2', {subtype: 'can_use_tool', tool_name: 'AskUserQuestion', input: {questions: []}}),
    question('q3', {subtype: 'hook_callback', callback_id: 'c'}),
  ],
  version: '2.1.329 (Claude Code)',
  isLoginProbe: (args) => args[0] === 'auth',
  sessionIn: (args) => after(args, '--resume'),
  noLogin: () => refused('Not logged in · Please run /login'),
  limited: () => {
    const lines = [{type: 'rate_limit_event', rate_limit_info: {status: 'rejected', resetsAt: 1_800_007_530}}];
    return {lines: [...lines, ...refused("You've hit your session limit · resets 3pm (Europe/Berlin)").lines]};
  },
  waiting: () => ({
    lines: [
      {type: 'system', subtype: 'api_retry', attempt: 1, error_status: 429, error: 'rate_limit, retry-after: 7530'},
    ],
  }),
  refused: () => ({
    lines: [{type: 'system', subtype: 'api_retry', attempt: 1, error_status: 401, error: 'authentication_failed'}],
  }),
  lost: {stderr: 'No conversation found with session ID: session-9'},
});
