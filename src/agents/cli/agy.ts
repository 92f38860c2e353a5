import {z} from 'zod';
import type {AgentEvent} from '../agent.js';
import {shorten} from '../subjects.js';
import {type CliDriver, nothing, type ReadState, type TheEnd, unknownLine} from './driver.js';
import {addFragment, beginTool, endFragment} from './fragments.js';

const usage = z.object({input_tokens: z.number(), output_tokens: z.number()});

const step = z.object({
  step_index: z.number().optional(),
  state: z.string().optional(),
  step_type: z.string().optional(),
  text_delta: z.string().optional(),
  tool_name: z.string().optional(),
  output: z.string().optional(),
  error: z.unknown().optional(),
  tool_info: z
    .object({
      name: z.string().optional(),
      parameters: z.unknown().optional(),
      output: z.string().optional(),
      error: z.unknown().optional(),
    })
    .optional(),
});

const line = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('init'),
    conversation_id: z.string(),
    init: z.object({model: z.string().optional()}).default({}),
  }),
  z.object({event: z.literal('step_update'), step_update: step}),
  z.object({
    event: z.literal('result'),
    result: z.object({
      conversation_id: z.string().optional(),
      status: z.string(),
      response: z.string().optional(),
      error: z.unknown().optional(),
      usage: usage.optional(),
      denied_actions: z.array(z.object({display_name: z.string()})).nullish(),
    }),
  }),
]);

/**
 * Antigravity CLI, the successor of Gemini CLI for those with a Google login. Written from its release notes and from
 * lines others recorded (versions 1.1.8 to 1.3.5); it was never run here. It is not on npm and its source is not open.
 */
export const agy: CliDriver = {
  name: 'gemini',
  program: 'agy',
  hint: 'Run `agy` once and log in with a Google account.',
  env: () => ({NO_COLOR: '1'}),
  // There is no command that tells; the list of models needs a login and costs nothing.
  login: {args: ['models'], isLoggedIn: ({exitCode}) => exitCode === 0},
  // No -p: it takes the next word for the prompt. The time limit is ours, its own of five minutes is too short.
  args: ({cwd, model, session}) => [
    ...['--input-format', 'stream-json', '--output-format', 'stream-json', '--mode', 'accept-edits'],
    ...['--print-timeout', '24h', '--add-dir', cwd],
    ...(model === undefined ? [] : ['--model', model]),
    ...(session === undefined ? [] : ['--conversation', session]),
  ],
  input: ({prompt}) => `${JSON.stringify({event: 'user', message: {content: prompt}})}\n`,
  read(raw, state) {
    const parsed = line.safeParse(raw);
    if (!parsed.success) return unknownLine(raw);
    const event = parsed.data;
    switch (event.event) {
      case 'init': {
        // An unknown conversation is no error to it: it begins another, under another id.
        const {conversation_id: session, init} = event;
        const model = init.model === undefined ? {} : {model: init.model};
        return {events: [{type: 'started', session, ...model}], session};
      }
      case 'step_update':
        return {events: stepEvents(event.step_update, state)};
      case 'result': {
        const {result} = event;
        const spent = result.usage && {
          inputTokens: result.usage.input_tokens,
          outputTokens: result.usage.output_tokens,
        };
        const denied = (result.denied_actions ?? []).map(({display_name: name}) => name);
        return {
          events: [
            ...endFragment(state),
            ...(denied.length === 0 ? [] : [{type: 'note' as const, text: `not permitted: ${denied.join(', ')}`}]),
            ...(spent ? [{type: 'usage' as const, usage: spent}] : []),
          ],
          ...(result.conversation_id !== undefined && {session: result.conversation_id}),
          end: endOf(result, state),
        };
      }
      default:
        return nothing;
    }
  },
};

/** `OK` was the word before 1.1.22. There are FAILURE, CANCELLED and TIMEOUT beside ERROR. */
function endOf(
  {status, response, error}: {status: string; response?: string | undefined; error?: unknown},
  state: ReadState,
): TheEnd {
  if (status === 'SUCCESS' || status === 'OK') return {isOk: true, answer: response ?? state.answer};
  const why = messageOf(error) ?? (response || undefined);
  // Its reason is often on stderr only; then it is looked for there.
  return {isOk: false, ...(why !== undefined && {why})};
}

function stepEvents(one: z.infer<typeof step>, state: ReadState): AgentEvent[] {
  if (one.step_type === 'agent_response') return one.text_delta === undefined ? [] : addFragment(state, one.text_delta);
  if (one.step_type !== 'tool') return [];
  const id = `step-${one.step_index ?? 0}`;
  const name = one.tool_name ?? one.tool_info?.name ?? 'tool';
  if (one.state === 'ACTIVE')
    return [...beginTool(state), {type: 'tool', id, name, subject: shorten(one.tool_info?.parameters)}];
  const error = messageOf(one.error) ?? messageOf(one.tool_info?.error);
  const isError = error !== undefined || one.state === 'ERROR';
  return [{type: 'tool-result', id, isError, text: error ?? one.output ?? one.tool_info?.output ?? ''}];
}

function messageOf(error: unknown): string | undefined {
  if (typeof error === 'string') return error === '' ? undefined : error;
  if (typeof error !== 'object' || error === null) return undefined;
  return 'message' in error ? String(error.message) : JSON.stringify(error);
}
