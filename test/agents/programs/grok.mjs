import {messages} from './messages.mjs';
import {after, play} from './stage.mjs';

play({
  ...messages,
  version: 'grok 1.0.41 (d846eb93d9)',
  isLoginProbe: (args) => args[0] === 'models',
  sessionIn: (args) => after(args, '--resume'),
  noLogin: () => ({stderr: 'Error: Not logged in. Run `grok login` or set XAI_API_KEY.'}),
  limited: () => messages.fail('API error: 429 Too Many Requests: try again in 2h5m30s'),
  waiting: () => ({
    lines: [{type: 'system', subtype: 'api_retry', attempt: 1, error_status: 429, error: 'try again in 2h5m30s'}],
  }),
});
