import {z} from 'zod';
import {parseDuration} from '../../formats.js';

/** A field of an agent: how it is read, and what completes "must be ...". */
interface Field<Value> {
  schema: z.ZodType<Value>;
  must: string;
}

const field = <Value>(schema: z.ZodType<Value>, must: string): Field<Value> => ({schema, must});

const word = z.union([z.string(), z.number()]).transform(String);
const line = z
  .string()
  .trim()
  .regex(/^\P{Cc}+$/u)
  .max(4096);
const argv = z
  .array(word)
  .min(1)
  .transform((words) => words as [string, ...string[]])
  .refine(([program]) => program.trim() !== '' && !program.startsWith('-'));
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/);
const duration = word.transform(parseDuration).pipe(z.number().positive());
/** A task's text is looked through word by word, in small letters. */
const keyword = z
  .string()
  .regex(/^[\p{L}\p{N}]+$/u)
  .transform((text) => text.toLowerCase());
const skill = z.string().regex(/^[\p{L}\p{N}_-]{1,50}$/u);

export const fields = {
  acp: field(argv, 'a list of words, such as [goose, acp]'),
  command: field(argv, 'a list of words, such as [./my-agent.sh, "{prompt}"]'),
  output: field(z.enum(['text', 'json']), 'text or json'),
  url: field(z.url({protocol: /^https?$/}), 'an address such as "http://localhost:11434/v1"'),
  key: field(variable, 'the name of a variable in the environment that holds the key, never the key itself'),
  module: field(line, 'the path of a JavaScript file, such as ./my-agent.js'),
  program: field(line, 'the name or path of a program'),
  model: field(line, 'the name of a model'),
  env: field(z.array(variable), 'a list of names of variables, such as [MY_KEY]'),
  specialties: field(
    z.record(skill, z.array(keyword)),
    'lists of single words by what they ask for, such as {architecture: [design, adr]}',
  ),
  limits: field(
    z
      .strictObject({
        silence: duration.optional(),
        first_event: duration.optional(),
        grace: duration.optional(),
        steps: z.int().positive().optional(),
        tokens: z.int().positive().optional(),
        usd: z.number().positive().optional(),
      })
      .transform(({silence, first_event, grace, steps, tokens, usd}) => ({
        ...(silence !== undefined && {silenceMs: silence}),
        ...(first_event !== undefined && {firstEventMs: first_event}),
        ...(grace !== undefined && {graceMs: grace}),
        ...(steps !== undefined && {steps}),
        ...(tokens !== undefined && {tokens}),
        ...(usd !== undefined && {costUsd: usd}),
      })),
    'limits such as {silence: 10m, first_event: 1m, grace: 30s, steps: 50, tokens: 200000, usd: 2}',
  ),
  disabled: field(z.boolean(), 'true or false'),
} as const;

export type FieldName = keyof typeof fields;
export type Fields = {[Name in FieldName]?: z.infer<(typeof fields)[Name]['schema']>};

/** The fields that say how an agent is reached, with those that belong to it alone. */
export const ways = {acp: [], command: ['output'], url: ['key'], module: []} as const satisfies Partial<
  Record<FieldName, readonly FieldName[]>
>;

export const forAll: readonly FieldName[] = ['model', 'env', 'specialties', 'limits', 'disabled'];
