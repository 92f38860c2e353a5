import {z} from 'zod';
import type {AgentAnswer, AgentQuestion} from '../agent.js';
import {subjectOf} from '../subjects.js';
import {nameOf, subjectOfCall, type ToolCall, toolCall} from './updates.js';

const request = z.object({
  toolCall,
  options: z.array(z.object({optionId: z.string(), name: z.string(), kind: z.string()})),
});

export type PermissionRequest = z.infer<typeof request>;
export const readPermission = (params: unknown): PermissionRequest | undefined => request.safeParse(params).data;

/** Longer than any person reads. */
const LONGEST_DETAIL = 20_000;

/** What a person has to see to decide; an agent may say in its request only what is new since it told of the tool. */
export function questionOf({toolCall: asked}: PermissionRequest, before: ToolCall | undefined): AgentQuestion {
  const call = {...before, ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value != null))};
  const whole = {...call, toolCallId: asked.toolCallId} as ToolCall;
  const subject = subjectOf(subjectOfCall(whole));
  const detail = [whole.title, diffsOf(whole), inputOf(whole, subject)].filter((part) => part && part !== subject);
  return {
    tool: nameOf(whole),
    subject,
    ...(detail.length > 0 && {detail: detail.join('\n').slice(0, LONGEST_DETAIL)}),
  };
}

function inputOf({rawInput}: ToolCall, subject: string): string {
  if (typeof rawInput !== 'object' || rawInput === null) return '';
  const text = JSON.stringify(rawInput, null, 1);
  const values = Object.values(rawInput);
  const isSaid = values.length === 0 || (values.length === 1 && values[0] === subject);
  return isSaid || JSON.stringify(rawInput) === subject ? '' : text;
}

const diff = z.object({
  type: z.literal('diff'),
  path: z.string(),
  oldText: z.string().nullish(),
  newText: z.string(),
});

const diffsOf = ({content}: ToolCall): string =>
  (content ?? [])
    .flatMap((part) => diff.safeParse(part).data ?? [])
    .map(({path, oldText, newText}) => [path, ...marked('-', oldText ?? ''), ...marked('+', newText)].join('\n'))
    .join('\n');

const marked = (sign: string, text: string): string[] =>
  text === '' ? [] : text.split('\n').map((line) => `${sign} ${line}`);

export type Outcome = {outcome: 'cancelled'} | {outcome: 'selected'; optionId: string; _meta?: {reason: string}};

/**
 * The answer in the words of the agent's own options. Never more than was allowed: where it offers a leave for ever only,
 * it gets none. The protocol has no place for a reason but its free one.
 */
export function outcomeOf({options}: PermissionRequest, answer: AgentAnswer): Outcome {
  const kinds = answer.isAllowed ? ['allow_once'] : ['reject_once', 'reject_always'];
  const chosen = kinds.flatMap((kind) => options.find((option) => option.kind === kind) ?? [])[0];
  if (!chosen) return {outcome: 'cancelled'};
  const reason = answer.isAllowed ? {} : {_meta: {reason: answer.why}};
  return {outcome: 'selected', optionId: chosen.optionId, ...reason};
}
