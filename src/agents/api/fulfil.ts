import type {ModelMessage} from 'ai';
import {shorten} from '../subjects.js';
import {tools} from '../tools/tools.js';
import type {Wish} from './listen.js';
import type {Work} from './work.js';

export type Result = Extract<ModelMessage, {role: 'tool'}>['content'][number];

/** Uses a tool as the model wished, or says why not. */
export async function fulfil({id, name, input, wrong}: Wish, {desk, tell, redact}: Work): Promise<Result> {
  const tool = tools.find((one) => one.name === name);
  tell({type: 'tool', id, name, subject: shorten(tool?.subject(input))});
  const why = tool ? wrong : 'there is no such tool';
  const {isError, text} =
    tool && why === undefined
      ? await tool.use(input, desk)
      : {isError: true, text: `${name.slice(0, 100)} was not used: ${why}.`};
  tell({type: 'tool-result', id, isError, text});
  // What a tool found goes to the vendor; a key of ours must not.
  const output = {type: isError ? ('error-text' as const) : ('text' as const), value: redact(text)};
  return {type: 'tool-result', toolCallId: id, toolName: name, output};
}
