import type {TextStreamPart, ToolSet} from 'ai';
import type {AgentEvent} from '../agent.js';
import {emptyState} from '../cli/driver.js';
import {addFragment, endFragment} from '../cli/fragments.js';
import type {Spent} from './spent.js';

/** A tool the model wants used. `wrong` is said when its input is no JSON. */
export interface Wish {
  id: string;
  name: string;
  input: unknown;
  wrong?: string;
}

/** Reads an answer while it comes. */
export function listen(spent: Spent, costOf: (raw: unknown) => number | undefined, tell: (event: AgentEvent) => void) {
  const text = emptyState();
  const thought = emptyState();
  let cost: number | undefined;
  const heard = {
    text: '',
    wishes: [] as Wish[],
    reason: undefined as string | undefined,
    rawReason: undefined as string | undefined,
    error: undefined as unknown,
    part(part: TextStreamPart<ToolSet>): void {
      switch (part.type) {
        case 'text-delta':
          return addFragment(text, part.text).forEach(tell);
        case 'reasoning-delta':
          return addFragment(thought, part.text).map(asThought).forEach(tell);
        case 'text-end':
        case 'reasoning-end':
          return heard.end();
        case 'tool-call':
          heard.wishes.push({
            ...{id: part.toolCallId, name: part.toolName, input: part.input},
            ...(part.invalid && {wrong: 'its input is no JSON, or there is no such tool'}),
          });
          return;
        case 'raw':
          // Some tell it with every piece, as it is by then.
          cost = costOf(part.rawValue) ?? cost;
          return;
        case 'finish':
          heard.reason = part.finishReason;
          heard.rawReason = part.rawFinishReason;
          return spent.add(part.totalUsage, cost);
        case 'error':
          heard.error = part.error ?? new Error('it does not say why');
          return;
        default:
          return;
      }
    },
    end(): void {
      endFragment(thought).map(asThought).forEach(tell);
      endFragment(text).forEach(tell);
      heard.text = text.answer;
    },
  };
  return heard;
}

const asThought = (event: AgentEvent): AgentEvent => (event.type === 'text' ? {...event, type: 'thought'} : event);
