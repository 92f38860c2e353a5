import {z} from 'zod';
import {subjectOf} from '../subjects.js';
import type {Asks} from './driver.js';

const request = z.object({
  type: z.literal('control_request'),
  request_id: z.string(),
  request: z.object({
    subtype: z.string(),
    tool_name: z.string().optional(),
    input: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** No longer than a person reads. */
const LONGEST_DETAIL = 20_000;
/** A dialog of its own, which nobody sees here: it has to decide by itself. */
const DIALOGS = ['AskUserQuestion', 'ExitPlanMode'];

/** Claude Code's way to ask for leave through stdin and stdout, which its own library uses as well. */
export const control: Asks = {
  args: ['--input-format', 'stream-json', '--permission-prompt-tool', 'stdio'],
  input: ({prompt}) => line({type: 'user', message: {role: 'user', content: prompt}}),
  read(raw) {
    const parsed = request.safeParse(raw);
    if (!parsed.success) return undefined;
    const {request_id: id, request: asked} = parsed.data;
    const {subtype, tool_name: tool, input = {}} = asked;
    if (subtype !== 'can_use_tool' || tool === undefined)
      return {reply: line({type: 'control_response', response: {subtype: 'error', request_id: id, error: 'unknown'}})};
    const answer = (response: object): string =>
      line({type: 'control_response', response: {subtype: 'success', request_id: id, response}});
    const deny = (message: string): string => answer({behavior: 'deny', message});
    if (DIALOGS.includes(tool)) return {reply: deny('Nobody can be asked here; decide by yourself and go on.')};
    const subject = subjectOf(input);
    const isSaid = Object.values(input).every((value) => value === subject);
    const detail = isSaid ? {} : {detail: JSON.stringify(input, null, 1).slice(0, LONGEST_DETAIL)};
    return {
      question: {tool, subject, ...detail},
      answer: (given) => (given.isAllowed ? answer({behavior: 'allow', updatedInput: input}) : deny(given.why)),
    };
  },
};

const line = (message: object): string => `${JSON.stringify(message)}\n`;
