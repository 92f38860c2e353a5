import {nextCall} from './tools.js';
import type {Script, Send} from './vendor.js';

interface Content {
  role?: string;
  parts?: {functionResponse?: unknown; text?: string}[];
}

interface Tool {
  functionDeclarations?: {name: string}[];
}

const isResult = ({parts}: Content): boolean => parts?.some((part) => part.functionResponse !== undefined) ?? false;
const isPerson = (content: Content): boolean => content.role === 'user' && !isResult(content);

/** The streamGenerateContent wire format. */
export function answerGemini(body: Record<string, unknown>, script: Script, send: Send): void {
  const contents = (body.contents ?? []) as Content[];
  const done = contents.slice(contents.findLastIndex(isPerson) + 1).filter(isResult).length;
  const tools = ((body.tools ?? []) as Tool[]).flatMap(({functionDeclarations = []}) => functionDeclarations);
  const call = nextCall(script.steps, done, new Set(tools.map(({name}) => name)));
  const part = call ? {functionCall: call} : {text: script.answer};
  send({
    candidates: [{content: {role: 'model', parts: [part]}, finishReason: 'STOP', index: 0}],
    usageMetadata: {promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110},
    modelVersion: 'gemini-2.5-pro',
  });
}
