import {nextCall} from './tools.js';
import type {Script, Send} from './vendor.js';

interface Tool {
  name?: string;
  function?: {name: string};
}

const namesOf = (tools: unknown): ReadonlySet<string> =>
  new Set(((tools ?? []) as Tool[]).map((tool) => tool.name ?? tool.function?.name ?? ''));

/** The results since the last word of a person: what was done for that. */
function doneSince<Of>(items: readonly Of[], isPerson: (item: Of) => boolean, isResult: (item: Of) => boolean): number {
  return items.slice(items.findLastIndex(isPerson) + 1).filter(isResult).length;
}

/** The Chat Completions wire format, as a stream. */
export function answerChat(body: Record<string, unknown>, script: Script, send: Send): void {
  const messages = (body.messages ?? []) as {role: string}[];
  const done = doneSince(
    messages,
    ({role}) => role === 'user',
    ({role}) => role === 'tool',
  );
  const call = nextCall(script.steps, done, namesOf(body.tools));
  const chunk = (delta: unknown, finish: string | null = null, more: object = {}): void =>
    send({
      ...{id: 'chat_1', object: 'chat.completion.chunk', created: 1, model: body.model},
      choices: [{index: 0, delta, finish_reason: finish}],
      ...more,
    });
  if (call) {
    const made = {name: call.name, arguments: JSON.stringify(call.args)};
    chunk({role: 'assistant', tool_calls: [{index: 0, id: `call_${done}`, type: 'function', function: made}]});
  } else {
    chunk({role: 'assistant', content: script.answer});
  }
  const usage = {prompt_tokens: 100, completion_tokens: 10, total_tokens: 110};
  chunk({}, call ? 'tool_calls' : 'stop', {usage});
  send('[DONE]');
}

/** The Responses wire format, as a stream. */
export function answerResponses(body: Record<string, unknown>, script: Script, send: Send): void {
  const input = (Array.isArray(body.input) ? body.input : []) as {type?: string; role?: string}[];
  const done = doneSince(
    input,
    ({role}) => role === 'user',
    ({type}) => type === 'function_call_output',
  );
  const call = nextCall(script.steps, done, namesOf(body.tools));
  const item = call
    ? {
        type: 'function_call',
        id: `item_${done}`,
        call_id: `call_${done}`,
        name: call.name,
        arguments: JSON.stringify(call.args),
      }
    : {type: 'message', role: 'assistant', id: 'msg_1', content: [{type: 'output_text', text: script.answer}]};
  const usage = {
    ...{input_tokens: 100, input_tokens_details: {cached_tokens: 0}},
    ...{output_tokens: 10, output_tokens_details: {reasoning_tokens: 0}, total_tokens: 110},
  };
  const event = (type: string, more: object): void => send({type, ...more}, type);
  event('response.created', {response: {id: 'resp_1'}});
  event('response.output_item.done', {output_index: 0, item});
  event('response.completed', {response: {id: 'resp_1', usage}});
}
