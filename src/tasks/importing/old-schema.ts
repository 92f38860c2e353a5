import {z} from 'zod';
import {count, ids, idText, text, texts} from './fields.js';

const moment = z.union([z.string(), z.number()], {error: 'must be a date'}).nullish();

/** The three old forms differ in names more than in meaning, so one schema reads them all. */
export const oldSchema = z.looseObject({
  id: idText.nullish(),
  task_id: idText.nullish(),
  title: text,
  description: text,
  instructions: text,
  priority: z.union([z.string(), z.number()], {error: 'must be a word or a number'}).nullish(),
  status: text,
  assigned_to: text,
  dependencies: ids,
  depends_on: ids,
  input_files: texts,
  input_file: texts,
  output_files: texts,
  output_file: texts,
  files: texts,
  category: text,
  task_type: text,
  type: text,
  retry_count: count,
  retry_info: z.looseObject({max_retries: count, current_retry: count}).nullish(),
  error: text,
  error_message: text,
  result: z.unknown().optional(),
  created_at: moment,
  created: moment,
  started_at: moment,
  completed_at: moment,
  completed_on: moment,
  timestamps: z.looseObject({created_at: moment, started_at: moment, completed_at: moment}).nullish(),
  metadata: z.looseObject({output_file: texts}).nullish(),
});

export type OldTask = z.output<typeof oldSchema>;

/** Moments of a bookkeeping that ended with the old program, and the comments of its template. */
const isDropped = (key: string): boolean =>
  ['updated_at', 'last_updated', 'assigned_at', 'claimed_on'].includes(key) || key.startsWith('_');

type Fields = readonly (readonly [string, unknown])[];

/** The fields that have no place here, apart from those that are not worth one. */
export function othersOf(task: OldTask): {told: Fields; dropped: string[]} {
  const rest: Fields = [
    ...restOf(task, oldSchema.shape),
    ...restOf(task.timestamps, {created_at: 0, started_at: 0, completed_at: 0}),
    ['retry info', Object.fromEntries(restOf(task.retry_info, {max_retries: 0, current_retry: 0}))],
    ['metadata', Object.fromEntries(restOf(task.metadata, {output_file: 0}))],
  ];
  return {
    told: rest.filter(([key]) => !isDropped(key)),
    dropped: rest.filter(([key, value]) => isDropped(key) && value !== null && value !== '').map(([key]) => key),
  };
}

const restOf = (fields: object | null | undefined, known: object): [string, unknown][] =>
  Object.entries(fields ?? {}).filter(([key]) => !Object.hasOwn(known, key));
