import type {AgentEvent, Usage} from '../agent.js';

export interface Spent {
  /** Undefined as long as the vendor says nothing of it. */
  usage(): Usage | undefined;
  add(tokens: {inputTokens?: number | undefined; outputTokens?: number | undefined}, costUsd: number | undefined): void;
}

/** Adds up what the vendor says a run used, and tells it after each call. What it does not say is unknown, never zero. */
export function makeSpent(tell: (event: AgentEvent) => void): Spent {
  let usage: Usage | undefined;
  let cost: number | undefined;
  return {
    usage: () => usage,
    add({inputTokens, outputTokens}, costUsd) {
      if (costUsd !== undefined) cost = (cost ?? 0) + costUsd;
      if (inputTokens === undefined && outputTokens === undefined) return;
      usage = {
        inputTokens: (usage?.inputTokens ?? 0) + (inputTokens ?? 0),
        outputTokens: (usage?.outputTokens ?? 0) + (outputTokens ?? 0),
        ...(cost !== undefined && {costUsd: cost}),
      };
      tell({type: 'usage', usage});
    },
  };
}
