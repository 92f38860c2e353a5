import {after, play} from './stage.mjs';

const session = after(process.argv, '--session') ?? 'session-1';
const event = (type, more) => ({type, timestamp: 1, sessionID: session, ...more});
const tokens = {total: 55, input: 45, output: 4, reasoning: 1, cache: {write: 0, read: 5}};
const finish = (reason) => event('step_finish', {part: {type: 'step-finish', reason, tokens, cost: 0.125}});
const start = event('step_start', {part: {type: 'step-start'}});
const failed = (message) => ({lines: [event('error', {error: {name: 'APIError', data: {message, statusCode: 500}}})]});

play({
  version: '1.18.33',
  sessionIn: () => session,
  begin: () => [start],
  say: (text) => [event('text', {part: {type: 'text', text}})],
  tool: (callID, isError, text) => [
    event('tool_use', {
      part: {
        type: 'tool',
        tool: 'bash',
        callID,
        state: {
          status: isError ? 'error' : 'completed',
          input: {command: 'wc -l a.txt'},
          ...(isError ? {error: text} : {output: text}),
        },
      },
    }),
    finish('tool-calls'),
    start,
  ],
  done: () => [finish('stop')],
  fail: failed,
  noLogin: () => failed('Incorrect API key provided'),
  limited: () => failed('Rate limit reached. Please try again in 2h5m30s.'),
  waiting: () => ({
    stderr:
      'timestamp=2026-11-20T20:13:10.993Z level=ERROR run=351f61d6 message="stream error" providerID=local error.error="AI_APICallError: Rate limit reached. Please try again in 7530s."',
  }),
  lost: {stderr: '\u001b[91m\u001b[1mError: \u001b[0mSession not found'},
});
