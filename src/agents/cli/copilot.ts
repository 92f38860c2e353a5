import {z} from 'zod';
import type {AgentEvent} from '../agent.js';
import {shorten} from '../subjects.js';
import {type CliDriver, nothing, type ReadState, type Told, unknownLine} from './driver.js';
import {addAnswer, beginTool} from './fragments.js';

const line = z.discriminatedUnion('type', [
  z.object({type: z.literal('session.tools_updated'), data: z.object({model: z.string().optional()})}),
  z.object({type: z.literal('assistant.turn_start')}),
  z.object({type: z.literal('assistant.message'), data: z.object({content: z.string()})}),
  z.object({type: z.literal('assistant.reasoning'), data: z.object({content: z.string()})}),
  z.object({
    type: z.literal('assistant.usage'),
    data: z.object({inputTokens: z.number().default(0), outputTokens: z.number().default(0)}),
  }),
  z.object({
    type: z.literal('tool.execution_start'),
    data: z.object({toolCallId: z.string(), toolName: z.string(), arguments: z.unknown().optional()}),
  }),
  z.object({
    type: z.literal('tool.execution_complete'),
    data: z.object({
      toolCallId: z.string(),
      success: z.boolean(),
      result: z.object({content: z.string()}).optional(),
      error: z.object({message: z.string(), code: z.string().optional()}).optional(),
    }),
  }),
  z.object({
    type: z.literal('model.call_failure'),
    data: z.object({statusCode: z.number().optional(), errorMessage: z.string().default('')}),
  }),
  z.object({type: z.literal('session.error'), data: z.object({message: z.string()})}),
  z.object({type: z.literal('result'), sessionId: z.string().optional(), exitCode: z.number()}),
]);

/** GitHub Copilot CLI. It counts premium requests, which are neither tokens nor money. */
export const copilot: CliDriver = {
  name: 'copilot',
  program: 'copilot',
  hint: 'Run `copilot login`, or set COPILOT_GITHUB_TOKEN.',
  env: ({COPILOT_API_KEY: named, COPILOT_GITHUB_TOKEN: own = named}) => ({
    NO_COLOR: '1',
    COPILOT_AUTO_UPDATE: 'false',
    ...(own !== undefined && {COPILOT_GITHUB_TOKEN: own}),
  }),
  isProgram: (version) => /copilot/i.test(version),
  // No command tells whether somebody is logged in: a run without a login says so at once, and costs nothing.
  takesFresh: true,
  args: ({model, session}, fresh) => [
    ...['--output-format', 'json', '--silent', '--no-ask-user', '--no-auto-update', '--no-color', '--no-remote'],
    // Whatever is not allowed here is refused, since nobody can be asked.
    ...['--allow-tool=write', `--session-id=${session ?? fresh}`],
    ...(model === undefined ? [] : ['--model', model]),
  ],
  input: ({prompt}) => prompt,
  read(raw, state) {
    const parsed = line.safeParse(raw);
    if (!parsed.success) return unknownLine(raw);
    const event = parsed.data;
    switch (event.type) {
      case 'session.tools_updated':
        return begun(state, event.data.model);
      case 'assistant.turn_start':
        return begun(state);
      case 'assistant.message':
        return said(event.data.content, state);
      case 'assistant.reasoning':
        return {events: [{type: 'thought', text: event.data.content}]};
      case 'assistant.usage':
        return {events: [spend(event.data, state)]};
      case 'tool.execution_start': {
        const {toolCallId: id, toolName: name} = event.data;
        return {events: [...beginTool(state), {type: 'tool', id, name, subject: shorten(event.data.arguments)}]};
      }
      case 'tool.execution_complete': {
        const {toolCallId: id, success, result, error} = event.data;
        return {events: [{type: 'tool-result', id, isError: !success, text: error?.message ?? result?.content ?? ''}]};
      }
      case 'model.call_failure': {
        const text = `refused with ${event.data.statusCode ?? 'no status'}: ${event.data.errorMessage}`;
        return {events: [{type: 'note', text}], waits: text};
      }
      case 'session.error':
        state.error = event.data.message;
        return {events: [{type: 'note', text: event.data.message}]};
      case 'result': {
        const session = event.sessionId === undefined ? {} : {session: event.sessionId};
        const why = state.error === undefined ? {} : {why: state.error};
        return {
          events: [],
          ...session,
          end: event.exitCode === 0 ? {isOk: true, answer: state.answer} : {isOk: false, ...why},
        };
      }
    }
  },
};

function begun(state: ReadState, model?: string): Told {
  if (state.hasStarted) return nothing;
  state.hasStarted = true;
  return {events: [{type: 'started', ...(model !== undefined && {model})}]};
}

function said(text: string, state: ReadState): Told {
  if (text === '') return nothing;
  state.answer = '';
  addAnswer(state, text);
  return {events: [{type: 'text', text}]};
}

function spend(more: {inputTokens: number; outputTokens: number}, state: ReadState): AgentEvent {
  const {inputTokens = 0, outputTokens = 0} = state.usage ?? {};
  state.usage = {inputTokens: inputTokens + more.inputTokens, outputTokens: outputTokens + more.outputTokens};
  return {type: 'usage', usage: state.usage};
}
