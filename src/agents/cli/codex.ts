import {z} from 'zod';
import type {AgentEvent} from '../agent.js';
import {shorten} from '../subjects.js';
import {type CliDriver, nothing, type ReadState, type Told, unknownLine} from './driver.js';
import {addAnswer, beginTool} from './fragments.js';

const failure = z.object({message: z.string()});

const item = z.discriminatedUnion('type', [
  z.object({type: z.literal('agent_message'), text: z.string()}),
  z.object({type: z.literal('reasoning'), text: z.string()}),
  z.object({
    type: z.literal('command_execution'),
    id: z.string(),
    command: z.string(),
    aggregated_output: z.string().default(''),
    exit_code: z.number().nullish(),
    status: z.string(),
  }),
  z.object({
    type: z.literal('file_change'),
    id: z.string(),
    changes: z.array(z.object({path: z.string(), kind: z.string()})),
    status: z.string(),
  }),
  z.object({
    type: z.literal('mcp_tool_call'),
    id: z.string(),
    server: z.string(),
    tool: z.string(),
    arguments: z.unknown().optional(),
    error: failure.nullish(),
    status: z.string(),
  }),
  z.object({type: z.literal('web_search'), id: z.string(), query: z.string()}),
  z.object({type: z.literal('error'), message: z.string()}),
]);

const line = z.discriminatedUnion('type', [
  z.object({type: z.literal('thread.started'), thread_id: z.string()}),
  z.object({type: z.literal('item.started'), item: z.unknown().optional()}),
  z.object({type: z.literal('item.completed'), item: z.unknown().optional()}),
  z.object({
    type: z.literal('turn.completed'),
    usage: z.object({input_tokens: z.number().default(0), output_tokens: z.number().default(0)}).optional(),
  }),
  z.object({type: z.literal('turn.failed'), error: failure}),
  z.object({type: z.literal('error'), message: z.string()}),
]);

/** Codex: `codex exec --json`. It says no cost, and of a session that goes on it counts the tokens from its beginning. */
export const codex: CliDriver = {
  name: 'chatgpt',
  program: 'codex',
  hint: 'Run `codex login`, or set CODEX_API_KEY.',
  env: ({CHATGPT_API_KEY: named, CODEX_API_KEY: own = named}) => ({
    NO_COLOR: '1',
    ...(own !== undefined && {CODEX_API_KEY: own}),
  }),
  isProgram: (version) => version.startsWith('codex'),
  // `codex login status` looks into its own files only.
  keys: ['CODEX_API_KEY', 'CHATGPT_API_KEY'],
  login: {args: ['login', 'status'], isLoggedIn: ({exitCode}) => exitCode === 0},
  // The sandbox belongs to `exec`, not to `resume`: behind that word it is refused.
  args: ({model, session}) => [
    ...['exec', '--json', '--color', 'never', '--sandbox', 'workspace-write', '--skip-git-repo-check'],
    ...['-c', 'check_for_update_on_startup=false', '-c', 'approval_policy="never"'],
    ...(model === undefined ? [] : ['--model', model]),
    ...(session === undefined ? ['-'] : ['resume', session, '-']),
  ],
  input: ({prompt}) => prompt,
  read(raw, state) {
    const parsed = line.safeParse(raw);
    if (!parsed.success) return unknownLine(raw);
    const event = parsed.data;
    switch (event.type) {
      case 'thread.started':
        return {events: [{type: 'started', session: event.thread_id}], session: event.thread_id};
      case 'item.started':
        return {events: begun(event.item, state)};
      case 'item.completed':
        return {events: completed(event.item, state)};
      case 'turn.completed': {
        const {input_tokens: inputTokens, output_tokens: outputTokens} = event.usage ?? {};
        const spent = inputTokens !== undefined && outputTokens !== undefined && {inputTokens, outputTokens};
        return {events: spent ? [{type: 'usage', usage: spent}] : [], end: {isOk: true, answer: state.answer}};
      }
      case 'turn.failed':
        return {events: [], end: {isOk: false, why: event.error.message}};
      case 'error':
        return complaint(event.message);
    }
  },
};

/** Without a network it says so for ever. Any other error is said again by the event that ends the turn. */
const complaint = (message: string): Told =>
  /^Reconnecting/i.test(message) ? {events: [{type: 'note', text: message}], waits: message} : nothing;

function begun(raw: unknown, state: ReadState): AgentEvent[] {
  const parsed = item.safeParse(raw);
  if (!parsed.success) return [];
  const tool = toolOf(parsed.data);
  return tool ? [...beginTool(state), tool] : [];
}

function toolOf(one: z.infer<typeof item>): AgentEvent | undefined {
  switch (one.type) {
    case 'command_execution':
      return {type: 'tool', id: one.id, name: 'command', subject: shorten(one.command)};
    case 'mcp_tool_call':
      return {type: 'tool', id: one.id, name: `${one.server}.${one.tool}`, subject: shorten(one.arguments)};
    case 'file_change':
      return {
        type: 'tool',
        id: one.id,
        name: 'change',
        subject: shorten(one.changes.map(({kind, path}) => `${kind} ${path}`).join(', ')),
      };
    case 'web_search':
      return {type: 'tool', id: one.id, name: 'search', subject: shorten(one.query)};
    default:
      return undefined;
  }
}

function completed(raw: unknown, state: ReadState): AgentEvent[] {
  const parsed = item.safeParse(raw);
  if (!parsed.success) return [];
  const one = parsed.data;
  switch (one.type) {
    case 'agent_message':
      state.answer = '';
      addAnswer(state, one.text);
      return [{type: 'text', text: one.text}];
    case 'reasoning':
      return [{type: 'thought', text: one.text}];
    case 'error':
      return [{type: 'note', text: one.message}];
    case 'command_execution':
      return [
        {
          type: 'tool-result',
          id: one.id,
          isError: one.status !== 'completed' || (one.exit_code ?? 0) !== 0,
          text: one.aggregated_output,
        },
      ];
    case 'mcp_tool_call':
      return [
        {type: 'tool-result', id: one.id, isError: one.status !== 'completed', text: one.error?.message ?? one.status},
      ];
    case 'file_change':
    case 'web_search': {
      // These two are told only when they are over.
      const isError = one.type === 'file_change' && one.status !== 'completed';
      const tool = toolOf(one);
      return [
        ...beginTool(state),
        ...(tool ? [tool] : []),
        {type: 'tool-result', id: one.id, isError, text: isError ? 'it was refused or failed' : ''},
      ];
    }
  }
}
