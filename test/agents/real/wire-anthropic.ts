import {nextCall} from './tools.js';
import type {Script, Send} from './vendor.js';

interface Message {
  role: string;
  content: string | {type: string}[];
}

const resultsIn = ({content}: Message): number =>
  typeof content === 'string' ? 0 : content.filter(({type}) => type === 'tool_result').length;

/** What ended the turn before. (A program may say more to the model than a person did.) */
const isLast = ({role, content}: Message): boolean =>
  role === 'assistant' && (typeof content === 'string' || !content.some(({type}) => type === 'tool_use'));

/** The Messages wire format, as a stream. */
export function answerAnthropic(body: Record<string, unknown>, script: Script, send: Send): void {
  const messages = (body.messages ?? []) as Message[];
  const since = messages.slice(messages.findLastIndex(isLast) + 1);
  const done = since.reduce((sum, message) => sum + resultsIn(message), 0);
  const tools = ((body.tools ?? []) as {name: string}[]).map(({name}) => name);
  const call = nextCall(script.steps, done, new Set(tools));
  const event = (type: string, more: object): void => send({type, ...more}, type);
  const usage = {input_tokens: 100, output_tokens: 10};
  event('message_start', {
    message: {
      // The program takes messages of one id for one message.
      id: `msg_${messages.length}_${done}`,
      type: 'message',
      role: 'assistant',
      model: body.model,
      content: [],
      stop_reason: null,
      usage,
    },
  });
  const block = call
    ? {type: 'tool_use', id: `toolu_${messages.length}_${done}`, name: call.name, input: {}}
    : {type: 'text', text: ''};
  event('content_block_start', {index: 0, content_block: block});
  const delta = call
    ? {type: 'input_json_delta', partial_json: JSON.stringify(call.args)}
    : {type: 'text_delta', text: script.answer};
  event('content_block_delta', {index: 0, delta});
  event('content_block_stop', {index: 0});
  event('message_delta', {delta: {stop_reason: call ? 'tool_use' : 'end_turn'}, usage});
  event('message_stop', {});
}
