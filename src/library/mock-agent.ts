import type {Agent, AgentEnd, AgentEvent, Usage} from '../agents/agent.js';

export interface MockAgentOptions {
  /** What it answers; made from the prompt when it is a function. */
  answer?: string | ((prompt: string) => string);
  /** How long it takes. */
  tookMs?: number;
  usage?: Usage;
  /** Told before the answer. */
  events?: readonly AgentEvent[];
  /** It ends like this instead. */
  end?: AgentEnd;
}

/** An agent for tests: it works without a program, a key or a network, and stops when it is asked to, as all must. */
export function mockAgent(name: string, options: MockAgentOptions = {}): Agent {
  const {answer = 'done', tookMs = 0, usage, events = [], end} = options;
  return {
    name,
    probe: async () => ({state: 'ready', version: 'mock'}),
    async run({prompt}, tell, signal) {
      tell({type: 'started', model: 'mock'});
      if (!(await wait(tookMs, signal))) return {isOk: false, failure: 'failed', why: 'it was stopped'};
      for (const event of events) tell(event);
      if (usage) tell({type: 'usage', usage});
      if (end) return end;
      const text = typeof answer === 'function' ? answer(prompt) : answer;
      tell({type: 'text', text});
      return {isOk: true, answer: text};
    },
  };
}

/** False when it was stopped before. */
function wait(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (isOver: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(isOver);
    };
    const stop = (): void => finish(false);
    const timer = setTimeout(() => finish(true), ms);
    signal.addEventListener('abort', stop, {once: true});
  });
}
