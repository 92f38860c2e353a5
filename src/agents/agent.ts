/** What an agent is asked to do, with all that an adapter needs. Secrets are in `env` and nowhere else. */
export interface AgentRequest {
  prompt: string;
  /** The folder it works in, and must not leave. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** The vendor's own name; without one the agent decides. */
  model?: string;
  /** A session that was interrupted, to be gone on with. */
  session?: string;
  limits: AgentLimits;
  /** Asks the person or the policy; undefined when nobody can be asked. */
  ask?: (question: AgentQuestion) => Promise<AgentAnswer>;
  /** Why a file may not be written, in words: another task holds it. For agents whose tools are ours. */
  whyNotWrite?: (path: string) => string | undefined;
  /** Waits until the vendor may be asked once more. For agents whose calls are ours. */
  turn?: (signal: AbortSignal) => Promise<void>;
}

export interface AgentLimits {
  /** No event for this long, and the first one within that: then it hangs. */
  silenceMs: number;
  firstEventMs: number;
  /** After the last event it has this long to end by itself. */
  graceMs: number;
  steps?: number;
  costUsd?: number;
  tokens?: number;
}

/** What an agent wants to do and may not do unasked. */
export interface AgentQuestion {
  tool: string;
  /** The command, the file, the address: what a person has to see to decide. */
  subject: string;
  detail?: string;
}

export type AgentAnswer = {isAllowed: true} | {isAllowed: false; why: string};

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  /** The vendor's own number; undefined = unknown, which is said so. */
  costUsd?: number;
}

/** What happens in a run, in one language for all vendors. It is written into the transcript as it is. */
export type AgentEvent =
  | {type: 'started'; session?: string; model?: string; version?: string}
  | {type: 'text'; text: string}
  | {type: 'thought'; text: string}
  | {type: 'tool'; id: string; name: string; subject: string}
  | {type: 'tool-result'; id: string; isError: boolean; text: string}
  | {type: 'usage'; usage: Usage}
  /** Something it said that is none of the above, such as a warning. */
  | {type: 'note'; text: string};

/** Why a run did not succeed; what is done next depends on it. */
export type Failure =
  /** The vendor takes no more for now: another agent, or later. */
  | 'limited'
  /** No key, a wrong key, no login: a person must act. */
  | 'login'
  /** It hangs, was cut off, or the network is gone: the same again may work. */
  | 'unreachable'
  /** The budget of the task, agent or day is used up. */
  | 'budget'
  /** It ran and says that it failed, or ended without saying that it succeeded. */
  | 'failed';

export type AgentEnd =
  | {isOk: true; answer: string; session?: string}
  | {
      isOk: false;
      failure: Failure;
      why: string;
      session?: string /** When a limit is over, epoch ms. */;
      until?: number;
    };

/** What a look at an agent tells, cheaply: nothing is asked that costs tokens. */
export type Probe =
  | {
      state: 'ready';
      version: string;
      /** By which of the ways to it: its program on PATH, or a key and the network. */
      via?: 'program' | 'api';
      latencyMs?: number;
    }
  | {
      state: 'login' | 'limited' | 'unreachable' | 'missing';
      why: string /** The one sentence that helps. */;
      hint: string;
    };

/**
 * An adapter for one agent. It never throws for what the agent does: a run ends with an `AgentEnd`, and every event before
 * that was told. When `signal` is aborted it ends what it started and then ends itself.
 */
export interface Agent {
  readonly name: string;
  probe(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Probe>;
  run(request: AgentRequest, tell: (event: AgentEvent) => void, signal: AbortSignal): Promise<AgentEnd>;
}
