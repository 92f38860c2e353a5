import type {LanguageModel, ModelMessage, TextStreamPart, ToolSet} from 'ai';
import type {AgentEvent, AgentLimits} from '../agent.js';
import type {Tool} from '../tools/tool.js';
import {listen, type Wish} from './listen.js';
import type {Spent} from './spent.js';
import {cutOff, type Scene, spoiled, type Trouble, troubleFrom} from './trouble.js';
import {startWatch} from './watch.js';

export interface Call {
  model: LanguageModel;
  system: string;
  messages: ModelMessage[];
  tools: readonly Tool[];
  temperature: number | undefined;
  maxTokens: number | undefined;
  limits: AgentLimits;
  costOf(raw: unknown): number | undefined;
  now(): number;
}

export interface Reply {
  /** As it is sent back to the vendor with the next call. */
  messages: ModelMessage[];
  text: string;
  wishes: Wish[];
  /** In the words of the SDK: stop, length, content-filter, tool-calls... */
  reason: string;
}

export type Answered = {isOk: true; reply: Reply} | {isOk: false; trouble: Trouble};

/**
 * Asks a model once. Its tools are not used here: until the answer is whole nothing of it has an effect, so the same may be
 * asked again. Ends within the limits, whatever the vendor does.
 */
export async function callModel(
  call: Call,
  scene: Scene,
  spent: Spent,
  tell: (event: AgentEvent) => void,
  signal: AbortSignal,
): Promise<Answered> {
  const {streamText} = await import('ai');
  // It would write them over the screen.
  globalThis.AI_SDK_LOG_WARNINGS = false;
  const watch = startWatch(call.limits, signal);
  const heard = listen(spent, call.costOf, tell);
  const {model, system, messages, temperature, maxTokens} = call;
  try {
    const result = streamText({
      ...{model, system, messages, tools: await offered(call.tools), maxRetries: 0},
      ...{abortSignal: watch.signal, includeRawChunks: true, onError() {}},
      ...(temperature !== undefined && {temperature}),
      ...(maxTokens !== undefined && {maxOutputTokens: maxTokens}),
    });
    for await (const part of result.fullStream) {
      if (isLife(part)) watch.alive();
      heard.part(part);
      if (heard.error !== undefined) break;
    }
    heard.end();
    if (heard.error === undefined && !watch.signal.aborted) {
      if (heard.reason === undefined || heard.rawReason === undefined) return {isOk: false, trouble: cutOff(scene)};
      if (heard.reason === 'error') return {isOk: false, trouble: spoiled(scene, heard.rawReason)};
      const {messages: made} = await result.response;
      const {text, wishes, reason} = heard;
      return {isOk: true, reply: {messages: made.filter(({role}) => role === 'assistant'), text, wishes, reason}};
    }
  } catch (error) {
    heard.end();
    heard.error ??= error;
  } finally {
    watch.stop();
  }
  const silence = watch.silence();
  if (silence !== undefined) {
    const why = `${scene.company} said nothing for ${silence}`;
    return {isOk: false, trouble: {failure: 'unreachable', why, tries: 0}};
  }
  return {isOk: false, trouble: troubleFrom(heard.error, scene, call.now())};
}

async function offered(tools: readonly Tool[]): Promise<ToolSet> {
  const {jsonSchema, tool} = await import('ai');
  return Object.fromEntries(
    tools.map(({name, description, schema}) => [name, tool({description, inputSchema: jsonSchema(schema)})]),
  );
}

/** These come from the SDK itself, or for every crumb: a vendor that sends nothing but signs of life is silent. */
const isLife = ({type}: TextStreamPart<ToolSet>): boolean => !['start', 'start-step', 'raw'].includes(type);
