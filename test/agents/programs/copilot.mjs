import {play} from './stage.mjs';

const event = (type, data) => ({type, data, id: 'event-1', timestamp: '2026-11-20T14:00:00.000Z'});
const usage = {premiumRequests: 1, totalApiDurationMs: 5, sessionDurationMs: 9};
const session = process.argv.find((arg) => arg.startsWith('--session-id='))?.slice('--session-id='.length);
const failed = (message, statusCode) => ({
  lines: [event('session.error', {message, statusCode}), {type: 'result', sessionId: session, exitCode: 1, usage}],
});

play({
  version: "GitHub Copilot CLI 1.0.102.\nRun 'copilot update' to check for updates.",
  sessionIn: () => session,
  begin: () => [
    event('session.tools_updated', {model: 'model-1'}),
    event('user.message', {content: 'the prompt'}),
    event('assistant.turn_start', {turnId: '0'}),
  ],
  say: (text) => [
    event('assistant.message_delta', {messageId: 'm', deltaContent: text}),
    event('assistant.message', {messageId: 'm', content: text, toolRequests: []}),
  ],
  tool: (toolCallId, isError, text) => [
    event('assistant.message', {content: '', toolRequests: [{toolCallId, name: 'bash'}]}),
    event('tool.execution_start', {toolCallId, toolName: 'bash', arguments: {command: 'wc -l a.txt'}}),
    event('tool.execution_complete', {
      toolCallId,
      success: !isError,
      ...(isError ? {error: {message: text, code: 'denied'}} : {result: {content: text}}),
    }),
  ],
  done: () => [
    event('assistant.turn_end', {turnId: '0'}),
    event('assistant.idle', {}),
    {type: 'result', sessionId: session, exitCode: 0, usage},
  ],
  fail: failed,
  noLogin: () => ({
    stderr: [
      'Error: No authentication information found.',
      '',
      'Copilot can be authenticated with GitHub using an OAuth Token or a Fine-Grained Personal Access Token.',
      "  • Run 'gh auth login' to authenticate with the GitHub CLI",
    ].join('\n'),
  }),
  limited: () => failed('Sorry, you have hit a rate limit. Please try again in 2 hours 5 minutes 30 seconds.', 429),
  waiting: () => ({
    lines: [event('model.call_failure', {statusCode: 429, errorMessage: '{"message":"Please try again in 7530s."}'})],
  }),
  refused: () => ({
    lines: [event('model.call_failure', {statusCode: 401, errorMessage: '{"message":"Incorrect API key provided"}'})],
  }),
  lost: {stderr: "Error: No session, task, or name matched 'session-9'."},
});
