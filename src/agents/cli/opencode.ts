import {z} from 'zod';
import type {AgentEvent} from '../agent.js';
import {shorten} from '../subjects.js';
import {type CliDriver, type ReadState, type Told, unknownLine} from './driver.js';
import {addAnswer, beginTool} from './fragments.js';

const sessionID = z.string();

const line = z.discriminatedUnion('type', [
  z.object({type: z.literal('step_start'), sessionID}),
  z.object({type: z.literal('text'), sessionID, part: z.object({text: z.string()})}),
  z.object({type: z.literal('reasoning'), sessionID, part: z.object({text: z.string()})}),
  z.object({
    type: z.literal('tool_use'),
    sessionID,
    part: z.object({
      tool: z.string(),
      callID: z.string(),
      state: z.object({
        status: z.string(),
        input: z.unknown().optional(),
        output: z.string().optional(),
        error: z.string().optional(),
      }),
    }),
  }),
  z.object({
    type: z.literal('step_finish'),
    sessionID,
    part: z.object({
      reason: z.string(),
      cost: z.number().optional(),
      tokens: z.object({
        input: z.number(),
        output: z.number(),
        reasoning: z.number().default(0),
        cache: z.object({read: z.number(), write: z.number()}).default({read: 0, write: 0}),
      }),
    }),
  }),
  z.object({
    type: z.literal('error'),
    sessionID,
    error: z.object({name: z.string(), data: z.object({message: z.string()}).optional()}),
  }),
]);

/**
 * Without `bash: deny` it runs any command. `ask` is no help: where nobody can be asked it stops in the middle and leaves
 * with 0, while after a refusal it goes on another way.
 */
const PERMISSION = {edit: 'allow', bash: 'deny', webfetch: 'deny', external_directory: 'deny', doom_loop: 'deny'};

/** opencode: `opencode run --format json`. Its last event is the step that ended because there was no more to do. */
export const opencode: CliDriver = {
  name: 'opencode',
  program: 'opencode',
  hint: 'Run `opencode auth login`, or set the key of the provider its configuration names.',
  env: () => ({
    NO_COLOR: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_PERMISSION: JSON.stringify(PERMISSION),
  }),
  // It has free models of its own, so there is always somebody to ask: a run tells.
  // A limit it sits out in silence, but for its log.
  args: ({model, session}) => [
    ...['run', '--format', 'json', '--print-logs', '--log-level', 'ERROR'],
    ...(model === undefined ? [] : ['--model', model]),
    ...(session === undefined ? [] : ['--session', session]),
  ],
  input: ({prompt}) => prompt,
  retries: /level=ERROR .*message="stream error"/,
  read(raw, state) {
    const parsed = line.safeParse(raw);
    if (!parsed.success) return unknownLine(raw);
    const event = parsed.data;
    return {...told(event, state), session: event.sessionID};
  },
};

function told(event: z.infer<typeof line>, state: ReadState): Told {
  switch (event.type) {
    case 'step_start': {
      if (state.hasStarted) return {events: []};
      state.hasStarted = true;
      return {events: [{type: 'started', session: event.sessionID}]};
    }
    case 'text':
      state.answer = '';
      addAnswer(state, event.part.text);
      return {events: [{type: 'text', text: event.part.text}]};
    case 'reasoning':
      return {events: [{type: 'thought', text: event.part.text}]};
    case 'tool_use': {
      // Both at once, when it is over.
      const {tool: name, callID: id, state: call} = event.part;
      const text = call.error ?? call.output ?? '';
      return {
        events: [
          ...beginTool(state),
          {type: 'tool', id, name, subject: shorten(call.input)},
          // A tool it does not have is answered by one of this name.
          {type: 'tool-result', id, isError: call.status === 'error' || name === 'invalid', text},
        ],
      };
    }
    case 'step_finish': {
      const usage = spend(event.part, state);
      // After its tools it goes on; anything else but "stop" is an answer cut off.
      if (event.part.reason === 'tool-calls') return {events: [usage]};
      const isOk = event.part.reason === 'stop';
      return {
        events: [usage],
        end: isOk ? {isOk, answer: state.answer} : {isOk, why: `its answer ended early: ${event.part.reason}`},
      };
    }
    case 'error':
      return {events: [], end: {isOk: false, why: event.error.data?.message ?? event.error.name}};
  }
}

function spend({tokens, cost}: (z.infer<typeof line> & {type: 'step_finish'})['part'], state: ReadState): AgentEvent {
  const before = state.usage ?? {inputTokens: 0, outputTokens: 0};
  const costUsd = cost === undefined ? before.costUsd : (before.costUsd ?? 0) + cost;
  state.usage = {
    inputTokens: before.inputTokens + tokens.input + tokens.cache.read + tokens.cache.write,
    outputTokens: before.outputTokens + tokens.output + tokens.reasoning,
    ...(costUsd !== undefined && {costUsd}),
  };
  return {type: 'usage', usage: state.usage};
}
