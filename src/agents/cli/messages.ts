import {z} from 'zod';
import type {AgentEvent} from '../agent.js';
import {shorten} from '../subjects.js';
import {nothing, type ReadState, type TheEnd, type Told, unknownLine} from './driver.js';
import {addAnswer, beginTool} from './fragments.js';

const block = z.discriminatedUnion('type', [
  z.object({type: z.literal('text'), text: z.string()}),
  z.object({type: z.literal('thinking'), thinking: z.string()}),
  z.object({type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown().optional()}),
  z.object({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    is_error: z.boolean().optional(),
    content: z.unknown().optional(),
  }),
]);

const line = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('system'),
    subtype: z.string(),
    session_id: z.string().optional(),
    model: z.string().optional(),
    claude_code_version: z.string().optional(),
    error_status: z.number().nullish(),
    error: z.string().nullish(),
  }),
  z.object({type: z.literal('assistant'), message: z.object({content: z.array(z.unknown())})}),
  z.object({type: z.literal('user'), message: z.object({content: z.union([z.string(), z.array(z.unknown())])})}),
  z.object({
    type: z.literal('rate_limit_event'),
    rate_limit_info: z.object({status: z.string(), resetsAt: z.number().optional()}),
  }),
  z.object({
    type: z.literal('result'),
    subtype: z.string(),
    is_error: z.boolean().default(false),
    result: z.string().optional(),
    errors: z.array(z.string()).optional(),
    session_id: z.string().optional(),
    total_cost_usd: z.number().optional(),
    permission_denials: z.array(z.object({tool_name: z.string()})).optional(),
    usage: z
      .object({
        input_tokens: z.number().default(0),
        output_tokens: z.number().default(0),
        cache_read_input_tokens: z.number().default(0),
        cache_creation_input_tokens: z.number().default(0),
      })
      .optional(),
  }),
]);

type Line<Type> = z.infer<typeof line> & {type: Type};

/** The stream of messages that Claude Code speaks and Grok Build copies. */
export function readMessages(raw: unknown, state: ReadState): Told {
  const parsed = line.safeParse(raw);
  if (!parsed.success) return unknownLine(raw);
  const event = parsed.data;
  switch (event.type) {
    case 'system':
      return readSystem(event);
    case 'assistant':
    case 'user': {
      const {content} = event.message;
      if (typeof content === 'string') return nothing;
      return {events: content.flatMap((one) => blockEvents(one, event.type, state))};
    }
    case 'rate_limit_event': {
      // No end yet: whoever pays for more goes on working.
      const {status, resetsAt} = event.rate_limit_info;
      if (status !== 'rejected') return nothing;
      state.until = resetsAt === undefined ? undefined : resetsAt * 1000;
      return {events: [{type: 'note', text: 'its usage limit is reached'}]};
    }
    case 'result':
      return readResult(event, state);
  }
}

function readSystem(event: Line<'system'>): Told {
  const {session_id: session, model, claude_code_version: version} = event;
  if (event.subtype === 'api_retry') {
    const text = `refused with ${event.error_status ?? 'no status'}: ${event.error ?? ''}`;
    return {events: [{type: 'note', text}], waits: text};
  }
  if (event.subtype !== 'init') return nothing;
  const more = {
    ...(session !== undefined && {session}),
    ...(model !== undefined && {model}),
    ...(version !== undefined && {version}),
  };
  return {events: [{type: 'started', ...more}], ...(session !== undefined && {session})};
}

function readResult(event: Line<'result'>, state: ReadState): Told {
  const {usage, total_cost_usd: costUsd, session_id: session, permission_denials: denials = []} = event;
  const spent = usage && {
    inputTokens: usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens,
    outputTokens: usage.output_tokens,
    ...(costUsd !== undefined && {costUsd}),
  };
  const denied = denials.map(({tool_name: name}) => name);
  return {
    events: [
      ...(denied.length === 0 ? [] : [{type: 'note' as const, text: `not permitted: ${denied.join(', ')}`}]),
      ...(spent ? [{type: 'usage' as const, usage: spent}] : []),
    ],
    ...(session !== undefined && {session}),
    end: endOf(event, state),
  };
}

function endOf({is_error, subtype, result, errors}: Line<'result'>, state: ReadState): TheEnd {
  // Without a login it says "success" and means the opposite.
  if (!is_error && subtype === 'success') return {isOk: true, answer: result ?? state.answer};
  const said = result || errors?.join('\n') || (is_error ? state.answer : '');
  const budget = /^error_max_(turns|budget)/.exec(subtype);
  if (budget)
    return {isOk: false, failure: 'budget', why: `it used up its ${budget[1] === 'turns' ? 'turns' : 'money'}`};
  const {until} = state;
  return {
    isOk: false,
    ...(said !== '' && {why: said}),
    ...(until !== undefined && {failure: 'limited', until, why: said || 'its usage limit is reached'}),
  };
}

function blockEvents(raw: unknown, from: 'assistant' | 'user', state: ReadState): AgentEvent[] {
  const parsed = block.safeParse(raw);
  if (!parsed.success) return [];
  const one = parsed.data;
  switch (one.type) {
    case 'text':
      if (from === 'user') return [];
      addAnswer(state, one.text);
      return [{type: 'text', text: one.text}];
    case 'thinking':
      return [{type: 'thought', text: one.thinking}];
    case 'tool_use':
      return [...beginTool(state), {type: 'tool', id: one.id, name: one.name, subject: shorten(one.input)}];
    case 'tool_result':
      return [{type: 'tool-result', id: one.tool_use_id, isError: one.is_error ?? false, text: textOf(one.content)}];
  }
}

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (typeof part?.text === 'string' ? (part.text as string) : '')).join('\n');
};
