import {z} from 'zod';
import type {ReadState, Told} from '../cli/driver.js';
import {nothing, unknownLine} from '../cli/driver.js';
import {addAnswer, beginTool} from '../cli/fragments.js';

const words = z.string().default('');
const tokens = z.number().nonnegative().default(0);

/** What a command may tell, one JSON object a line: our own language for all agents. docs/agents.md describes it. */
const line = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    session: z.string().optional(),
    model: z.string().optional(),
    version: z.string().optional(),
  }),
  z.object({type: z.literal('text'), text: z.string()}),
  z.object({type: z.literal('thought'), text: z.string()}),
  z.object({type: z.literal('note'), text: z.string()}),
  z.object({type: z.literal('tool'), id: words, name: z.string(), subject: words}),
  z.object({type: z.literal('tool-result'), id: words, isError: z.boolean().default(false), text: words}),
  z.object({
    type: z.literal('usage'),
    inputTokens: tokens,
    outputTokens: tokens,
    costUsd: z.number().nonnegative().optional(),
  }),
  z.object({
    type: z.literal('result'),
    isOk: z.boolean().default(true),
    answer: z.string().optional(),
    why: z.string().optional(),
    failure: z.enum(['limited', 'login', 'unreachable', 'budget', 'failed']).optional(),
    until: z.number().optional(),
  }),
]);

export function readJsonLine(raw: unknown, state: ReadState): Told {
  const parsed = line.safeParse(raw);
  if (!parsed.success) return unknownLine(raw);
  const event = withoutUndefined(parsed.data);
  switch (event.type) {
    case 'started':
      return {events: [event], ...(event.session !== undefined && {session: event.session})};
    case 'text':
      // Each is a paragraph of its own.
      addAnswer(state, state.answer === '' ? event.text : `\n${event.text}`);
      return {events: [event]};
    case 'tool':
      return {events: [...beginTool(state), event]};
    case 'usage': {
      const {type, ...usage} = event;
      return {events: [{type, usage}]};
    }
    case 'result': {
      const {isOk, answer, why, failure, until} = event;
      const more = {...(why !== undefined && {why}), ...(failure && {failure}), ...(until !== undefined && {until})};
      return {events: [], end: isOk ? {isOk, answer: answer ?? state.answer} : {isOk, ...more}};
    }
    default:
      return {events: [event]};
  }
}

/** All it writes is its answer. */
export function readTextLine(raw: unknown, state: ReadState): Told {
  if (typeof raw !== 'string') return nothing;
  addAnswer(state, state.answer === '' ? raw : `\n${raw}`);
  return {events: [{type: 'text', text: raw}]};
}

type Defined<Of> = {[Key in keyof Of]: Exclude<Of[Key], undefined>};
const withoutUndefined = <Of extends object>(value: Of): Defined<Of> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<Of>;
