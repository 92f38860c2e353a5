import {readFileSync, renameSync, writeFileSync} from 'node:fs';
import {z} from 'zod';
import {errnoOf} from '../../state/errors.js';

const end = z.object({
  isOk: z.boolean(),
  /** Of five kinds; see `Failure`. */
  failure: z.enum(['limited', 'login', 'unreachable', 'budget', 'failed']).optional(),
  why: z.string().optional(),
  /** Whose budget was used up. */
  scope: z.enum(['task', 'agent', 'day']).optional(),
  until: z.number().optional(),
  answer: z.string().optional(),
  session: z.string().optional(),
  model: z.string().optional(),
  version: z.string().optional(),
  inputTokens: z.number().optional(),
  outputTokens: z.number().optional(),
  costUsd: z.number().optional(),
});

/** What an agent's run left behind, so that it is known even when the engine that started it is gone. */
export type WorkEnd = z.infer<typeof end>;

export function writeEnd(file: string, what: WorkEnd): void {
  writeFileSync(`${file}.part`, `${JSON.stringify(what)}\n`, {mode: 0o600});
  renameSync(`${file}.part`, file);
}

/** Undefined when there is none, or nothing that makes sense. */
export function readEnd(file: string): WorkEnd | undefined {
  try {
    return end.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
