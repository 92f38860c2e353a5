import {z} from 'zod';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import type {AgentRequest} from '../agent.js';

/** Where an agent works whose tools are ours, and what it may do there. */
export interface Desk extends Pick<AgentRequest, 'ask' | 'whyNotWrite'> {
  /** The folder it must not leave, links followed. */
  root: string;
  /** What its commands are given; secrets are taken out there. */
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** What the model reads. A refusal is an answer too: it can do otherwise. */
export interface ToolResult {
  isError: boolean;
  text: string;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON schema of its input, for the model. */
  readonly schema: object;
  /** What it is used on, for people. */
  subject(input: unknown): string;
  use(input: unknown, desk: Desk): Promise<ToolResult>;
}

interface Draft<Input> {
  name: string;
  description: string;
  input: z.ZodType<Input>;
  subject(input: Input): string;
  /** Throws an OrkestraError for what it refuses. */
  use(input: Input, desk: Desk): Promise<string>;
}

/** A tool that reads its input from a model: whatever comes, it answers in words. */
export function makeTool<Input>({name, description, input, subject, use}: Draft<Input>): Tool {
  return {
    name,
    description,
    get schema() {
      const {$schema: _, ...schema} = z.toJSONSchema(input);
      return schema;
    },
    subject(raw) {
      const read = input.safeParse(raw);
      return read.success ? subject(read.data) : '';
    },
    async use(raw, desk) {
      const read = input.safeParse(raw);
      if (!read.success) return {isError: true, text: `The input of ${name} is wrong: ${wordsOf(read.error)}.`};
      try {
        return {isError: false, text: await use(read.data, desk)};
      } catch (error) {
        return {isError: true, text: refusal(error)};
      }
    },
  };
}

/** What the system refuses is an answer as well; anything else is a mistake of ours. */
function refusal(error: unknown): string {
  if (error instanceof OrkestraError) return [error.message, error.hint ?? ''].join(' ').trim();
  const errno = errnoOf(error);
  if (errno === undefined || !/^E[A-Z0-9]+$/.test(errno)) throw error;
  return `The system refused: ${errno}.`;
}

const wordsOf = ({issues}: z.ZodError): string =>
  issues.map(({path, message}) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ');
