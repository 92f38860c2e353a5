import {z} from 'zod';
import {shorten} from '../subjects.js';
import {type CliDriver, nothing, unknownLine} from './driver.js';
import {addFragment, beginTool, endFragment} from './fragments.js';

const failure = z.object({type: z.string().optional(), message: z.string()});

const line = z.discriminatedUnion('type', [
  z.object({type: z.literal('init'), session_id: z.string(), model: z.string().optional()}),
  z.object({type: z.literal('message'), role: z.string(), content: z.string()}),
  z.object({
    type: z.literal('tool_use'),
    tool_name: z.string(),
    tool_id: z.string(),
    parameters: z.unknown().optional(),
  }),
  z.object({
    type: z.literal('tool_result'),
    tool_id: z.string(),
    status: z.string(),
    output: z.string().optional(),
    error: failure.optional(),
  }),
  z.object({type: z.literal('error'), severity: z.string().optional(), message: z.string()}),
  z.object({
    type: z.literal('result'),
    status: z.string(),
    error: failure.optional(),
    stats: z.object({input_tokens: z.number(), output_tokens: z.number()}).optional(),
  }),
]);

/** Gemini CLI: `gemini -o stream-json`, which reads the prompt from stdin. Since June 2026 it wants a key or a licence. */
export const gemini: CliDriver = {
  name: 'gemini',
  program: 'gemini',
  hint: 'Set GEMINI_API_KEY, or log in with the Antigravity CLI (`agy`).',
  env: () => ({NO_COLOR: '1'}),
  // It asks for a way to log in before it lists anything, and lists without asking the network.
  login: {args: ['--list-sessions'], isLoggedIn: ({exitCode}) => exitCode === 0},
  // A folder that is not trusted would quietly turn the approval mode back.
  args: ({model, session}) => [
    ...['--output-format', 'stream-json', '--approval-mode', 'auto_edit', '--skip-trust'],
    ...(model === undefined ? [] : ['--model', model]),
    ...(session === undefined ? [] : ['--resume', session]),
  ],
  input: ({prompt}) => prompt,
  retries: /^Attempt \d+ failed/,
  // Beside codes of its own it leaves with the HTTP status modulo 256.
  exitCodes: {
    41: {failure: 'login', why: 'nobody is logged in'},
    42: {failure: 'failed', why: 'it did not accept its input'},
    44: {failure: 'failed', why: 'its sandbox failed'},
    52: {failure: 'failed', why: 'its settings are wrong'},
    53: {failure: 'budget', why: 'it used up its turns'},
    145: {failure: 'login', why: 'its key was refused (401)'},
    147: {failure: 'login', why: 'its key was refused (403)'},
    173: {failure: 'limited', why: 'its usage limit is reached (429)'},
    247: {failure: 'unreachable', why: 'the service is not available (503)'},
  },
  read(raw, state) {
    const parsed = line.safeParse(raw);
    if (!parsed.success) return unknownLine(raw);
    const event = parsed.data;
    switch (event.type) {
      case 'init': {
        const {session_id: session, model} = event;
        return {events: [{type: 'started', session, ...(model !== undefined && {model})}], session};
      }
      case 'message':
        return event.role === 'assistant' ? {events: addFragment(state, event.content)} : nothing;
      case 'tool_use': {
        const subject = shorten(event.parameters);
        return {events: [...beginTool(state), {type: 'tool', id: event.tool_id, name: event.tool_name, subject}]};
      }
      case 'tool_result': {
        const text = event.error?.message ?? event.output ?? '';
        return {events: [{type: 'tool-result', id: event.tool_id, isError: event.status !== 'success', text}]};
      }
      case 'error':
        return {events: [...endFragment(state), {type: 'note', text: event.message}]};
      case 'result': {
        const {status, error, stats} = event;
        const usage = stats && {inputTokens: stats.input_tokens, outputTokens: stats.output_tokens};
        return {
          events: [...endFragment(state), ...(usage ? [{type: 'usage' as const, usage}] : [])],
          end:
            status === 'success'
              ? {isOk: true, answer: state.answer}
              : {isOk: false, ...(error && {why: error.message})},
        };
      }
    }
  },
};
