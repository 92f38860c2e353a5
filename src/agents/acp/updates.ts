import {z} from 'zod';
import type {AgentEvent, Usage} from '../agent.js';
import type {ReadState} from '../cli/driver.js';
import {addFragment, beginTool, endFragment} from '../cli/fragments.js';
import {shorten} from '../subjects.js';

const tool = z.object({
  toolCallId: z.string(),
  title: z.string().nullish(),
  name: z.string().nullish(),
  kind: z.string().nullish(),
  status: z.string().nullish(),
  content: z.array(z.unknown()).nullish(),
  locations: z.array(z.object({path: z.string()})).nullish(),
  rawInput: z.unknown().optional(),
  rawOutput: z.unknown().optional(),
});

export type ToolCall = z.infer<typeof tool>;
export const toolCall = tool;

const update = z.discriminatedUnion('sessionUpdate', [
  z.object({sessionUpdate: z.literal('agent_message_chunk'), content: z.unknown()}),
  z.object({sessionUpdate: z.literal('agent_thought_chunk'), content: z.unknown()}),
  tool.extend({sessionUpdate: z.literal('tool_call')}),
  tool.extend({sessionUpdate: z.literal('tool_call_update')}),
  z.object({
    sessionUpdate: z.literal('usage_update'),
    used: z.number(),
    cost: z.object({amount: z.number(), currency: z.string()}).nullish(),
  }),
]);

const notification = z.object({sessionId: z.string(), update});

export interface UpdateState {
  said: ReadState;
  thought: ReadState;
  /** Tools that were told of, and whether their result was. */
  tools: Map<string, 'begun' | 'told'>;
  usage: Usage | undefined;
}

/** An agent that goes on for ever must not fill the memory with the numbers of its tools. */
const MOST_TOOLS = 10_000;

/** What a `session/update` tells. What this version does not know is nothing. */
export function readUpdate(params: unknown, state: UpdateState): AgentEvent[] {
  const parsed = notification.safeParse(params);
  if (!parsed.success) return [];
  const event = parsed.data.update;
  switch (event.sessionUpdate) {
    case 'agent_message_chunk':
      return [...thoughts(endFragment(state.thought)), ...addFragment(state.said, textOf(event.content))];
    case 'agent_thought_chunk':
      return [...endFragment(state.said), ...thoughts(addFragment(state.thought, textOf(event.content)))];
    case 'tool_call':
    case 'tool_call_update':
      return readTool(event, state);
    case 'usage_update': {
      const costUsd = event.cost?.currency === 'USD' ? event.cost.amount : undefined;
      // It tells how full its memory is, which is the least that it has used.
      const inputTokens = Math.max(event.used, state.usage?.inputTokens ?? 0);
      state.usage = {inputTokens, outputTokens: 0, ...(costUsd !== undefined && {costUsd})};
      return [{type: 'usage', usage: state.usage}];
    }
  }
}

/** What is left of a line at the end of a turn. */
export const endUpdates = ({said, thought}: UpdateState): AgentEvent[] => [
  ...thoughts(endFragment(thought)),
  ...endFragment(said),
];

const thoughts = (events: readonly AgentEvent[]): AgentEvent[] =>
  events.map((event) => (event.type === 'text' ? {...event, type: 'thought'} : event));

function readTool(event: ToolCall, state: UpdateState): AgentEvent[] {
  const {toolCallId: id, status} = event;
  const {tools} = state;
  const events: AgentEvent[] = [];
  if (!tools.has(id)) {
    if (tools.size >= MOST_TOOLS) tools.clear();
    tools.set(id, 'begun');
    events.push(...thoughts(endFragment(state.thought)), ...beginTool(state.said));
    events.push({type: 'tool', id, name: nameOf(event), subject: shorten(subjectOfCall(event))});
  }
  if ((status !== 'completed' && status !== 'failed') || tools.get(id) === 'told') return events;
  tools.set(id, 'told');
  return [...events, {type: 'tool-result', id, isError: status === 'failed', text: resultOf(event)}];
}

export const nameOf = ({name, kind}: ToolCall): string => name || kind || 'tool';

/** What it was given; where it does not say, the file it names, or its own words for it. */
export function subjectOfCall({rawInput, locations, title}: ToolCall): unknown {
  const isTold =
    typeof rawInput === 'string' ? rawInput !== '' : rawInput !== null && Object.keys(rawInput ?? {}).length > 0;
  return isTold ? rawInput : (locations?.[0]?.path ?? title ?? '');
}

function resultOf({content, rawOutput}: ToolCall): string {
  const text = (content ?? [])
    .map((part) => contentOf(part))
    .filter((part) => part !== '')
    .join('\n');
  if (text !== '' || rawOutput === undefined || rawOutput === null) return text;
  return typeof rawOutput === 'string' ? rawOutput : JSON.stringify(rawOutput);
}

const content = z.object({type: z.literal('content'), content: z.unknown()});
const diff = z.object({type: z.literal('diff'), path: z.string()});

function contentOf(part: unknown): string {
  const words = content.safeParse(part);
  if (words.success) return textOf(words.data.content);
  const changed = diff.safeParse(part);
  return changed.success ? `changed ${changed.data.path}` : '';
}

const text = z.object({type: z.literal('text'), text: z.string()});
const textOf = (block: unknown): string => {
  const parsed = text.safeParse(block);
  return parsed.success ? parsed.data.text : '';
};
