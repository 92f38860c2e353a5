import {OrkestraError} from '../../state/errors.js';
import type {Agent, AgentEvent, Failure, Probe, Usage} from '../agents/agent.js';
import {envFor} from '../agents/env.js';
import {usualLimits} from '../agents/limits.js';
import {agentsOf} from '../agents/registry.js';

/** What came back from one call, also from one that failed. */
export interface AgentResponse {
  agent: string;
  /** The answer; empty when there is none. */
  content: string;
  /** When it ended, as ISO text. */
  timestamp: string;
  model: string | null;
  /** All that went in and came out; null when its vendor did not say. */
  tokens: number | null;
  durationMs: number;
  success: boolean;
  error: {failure: Failure; why: string; until: string | null} | null;
  metadata: {session: string | null; version: string | null; usage: Usage | null; tools: number};
}

export interface CallOptions {
  /** The folder it works in; where the program stands when none is named. */
  cwd?: string;
  model?: string;
  signal?: AbortSignal;
  timeoutMs?: number;
  onEvent?: (event: AgentEvent) => void;
}

export interface AgentSummary {
  name: string;
  isEnabled: boolean;
}

const builtIn = (): Agent[] => agentsOf({definitions: [], folder: process.cwd()}).map(({agent}) => agent);

/** Agents to be called from a program: one, or all at the same time. Calls stand in no queue and in no record. */
export class AgentManager {
  readonly #agents = new Map<string, Agent>();
  readonly #disabled = new Set<string>();

  /** Those every project knows; give a list for others. */
  constructor(agents: readonly Agent[] = builtIn()) {
    for (const agent of agents) this.add(agent);
  }

  list(): AgentSummary[] {
    return [...this.#agents.keys()].map((name) => ({name, isEnabled: !this.#disabled.has(name)}));
  }

  add(agent: Agent): void {
    if (this.#agents.has(agent.name)) throw new OrkestraError('conflict', `There is an agent ${agent.name} already.`);
    this.#agents.set(agent.name, agent);
  }

  disable(name: string): void {
    this.#disabled.add(this.#find(name).name);
  }

  enable(name: string): void {
    this.#disabled.delete(this.#find(name).name);
  }

  /** Looks whether it can work; costs nothing. */
  test(name: string, signal: AbortSignal = new AbortController().signal): Promise<Probe> {
    return this.#find(name).probe(envFor(name, process.env), signal);
  }

  /** Never throws for what the agent does: a failure is a response as well. */
  async call(name: string, prompt: string, options: CallOptions = {}): Promise<AgentResponse> {
    const agent = this.#find(name);
    if (this.#disabled.has(name)) throw new OrkestraError('refused', `The agent ${name} is switched off.`);
    return callAgent(agent, prompt, options);
  }

  /** All that are switched on, at the same time. */
  callAll(prompt: string, options: CallOptions = {}): Promise<AgentResponse[]> {
    const enabled = [...this.#agents.values()].filter(({name}) => !this.#disabled.has(name));
    return Promise.all(enabled.map((agent) => callAgent(agent, prompt, options)));
  }

  #find(name: string): Agent {
    const agent = this.#agents.get(name);
    if (agent) return agent;
    throw new OrkestraError('not-found', `There is no agent ${JSON.stringify(name)}.`, {
      hint: `There are ${[...this.#agents.keys()].join(', ') || 'none'}.`,
    });
  }
}

async function callAgent(agent: Agent, prompt: string, options: CallOptions): Promise<AgentResponse> {
  const {cwd = process.cwd(), model, signal, timeoutMs, onEvent} = options;
  const from = performance.now();
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const signals = [signal, timeout].filter((one) => one !== undefined);
  const seen: {model?: string; version?: string; usage?: Usage; tools: number} = {tools: 0};
  const tell = (event: AgentEvent): void => {
    if (event.type === 'started') Object.assign(seen, {model: event.model, version: event.version});
    if (event.type === 'usage') seen.usage = event.usage;
    if (event.type === 'tool') seen.tools++;
    onEvent?.(event);
  };
  const env = envFor(agent.name, process.env);
  const request = {prompt, cwd, env, limits: usualLimits, ...(model !== undefined && {model})};
  const end = await agent.run(request, tell, AbortSignal.any(signals));
  const {usage} = seen;
  return {
    agent: agent.name,
    content: end.isOk ? end.answer : '',
    timestamp: new Date().toISOString(),
    model: seen.model ?? model ?? null,
    tokens: usage ? usage.inputTokens + usage.outputTokens : null,
    durationMs: Math.round(performance.now() - from),
    success: end.isOk,
    error: end.isOk ? null : errorOf(end, timeout?.aborted === true ? timeoutMs : undefined),
    metadata: {
      session: end.session ?? null,
      version: seen.version ?? null,
      usage: usage ?? null,
      tools: seen.tools,
    },
  };
}

function errorOf(
  {failure, why, until}: {failure: Failure; why: string; until?: number},
  timeoutMs: number | undefined,
): AgentResponse['error'] {
  if (timeoutMs !== undefined) return {failure: 'unreachable', why: `no answer within ${timeoutMs} ms`, until: null};
  return {failure, why, until: until === undefined ? null : new Date(until).toISOString()};
}
