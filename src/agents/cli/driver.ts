import type {AgentAnswer, AgentEvent, AgentQuestion, AgentRequest, Failure, Usage} from '../agent.js';

/** How one agent's program is driven without a screen: pure, so that a test is a line in and an event out. */
export interface CliDriver {
  readonly name: string;
  /** Of the program on PATH, or a path that counts from `folder`. */
  readonly program: string;
  readonly folder?: string;
  /** A command of which nothing is known: it is not asked for its version, and to leave with 0 is to have succeeded. */
  readonly isAnyCommand?: boolean;
  /** Its lines are its answer, not JSON. */
  readonly isText?: boolean;
  /** `fresh` is an id for the session, for a program that lets one choose it: then it is known even if all else is lost. */
  args(request: AgentRequest, fresh: string): string[];
  /** It keeps the session under the id it was given. */
  readonly takesFresh?: boolean;
  /**
   * What it reads from stdin, which then ends. A prompt as an argument stands in the list of processes for everybody, may
   * begin with a dash, and holds 128 kB at most; so only a program that cannot read has none of these.
   */
  input?(request: AgentRequest): string;
  /** How it asks for leave, where there is somebody to ask. Its stdin then stays open until its end. */
  readonly asks?: Asks;
  /** Set for the child beside the request's own: no updates, no colours, no questions. */
  env?(given: NodeJS.ProcessEnv): Record<string, string>;
  /** True for the program that speaks this dialect; other programs share the name. */
  isProgram?(version: string): boolean;
  /** Variables any of which is as good as a login. */
  readonly keys?: readonly string[];
  /** Tells whether somebody is logged in, without spending anything. */
  readonly login?: {
    args: readonly string[];
    isLoggedIn(result: {exitCode: number | undefined; stdout: string}): boolean;
  };
  /** How to get there, in one sentence. */
  readonly hint: string;
  /** Reads one line of its output; what is no JSON comes as text. */
  read(line: unknown, state: ReadState): Told;
  /** A line on stderr that says: refused, I try again. */
  readonly retries?: RegExp;
  /** What exit codes of its own mean. */
  readonly exitCodes?: Readonly<Record<number, {failure: Failure; why: string}>>;
}

export interface Asks {
  /** Beside its other arguments. */
  args: readonly string[];
  /** Instead of its other input. */
  input(request: AgentRequest): string;
  /** A line by which it asks; what is none of a person's business has its reply at once. */
  read(line: unknown): {question: AgentQuestion; answer(given: AgentAnswer): string} | {reply: string} | undefined;
}

/** What a driver keeps between lines. */
export interface ReadState {
  /** What it said since its last tool. */
  answer: string;
  /** The beginning of a line that is not told yet. */
  fragment: string;
  usage: Usage | undefined;
  hasStarted: boolean;
  /** The last error it spoke of, for the end that does not repeat it. */
  error: string | undefined;
  /** When a limit is over that it spoke of, epoch ms. */
  until: number | undefined;
}

export const emptyState = (): ReadState => ({
  answer: '',
  fragment: '',
  usage: undefined,
  hasStarted: false,
  error: undefined,
  until: undefined,
});

export interface Told {
  events: AgentEvent[];
  session?: string;
  /** It was refused and tries again by itself, for this reason. Such a line is no progress. */
  waits?: string;
  /** The event after which nothing more comes. */
  end?: TheEnd;
}

export interface TheEnd {
  isOk: boolean;
  answer?: string;
  /** Its own words. What they mean is found out where they are not given a failure. */
  why?: string;
  failure?: Failure;
  until?: number;
}

export const nothing: Told = {events: []};

/** A line no driver knows: what is no JSON is shown, what is an event of a newer version is not. */
export const unknownLine = (raw: unknown): Told =>
  typeof raw === 'string' ? {events: [{type: 'note', text: raw.slice(0, LONGEST_NOTE)}]} : nothing;

const LONGEST_NOTE = 500;
