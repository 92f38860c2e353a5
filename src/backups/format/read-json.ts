import {z} from 'zod';
import {notUsable} from './not-usable.js';

/** An id or the name of a file: a SHA-256 in hex. */
export const hexId = z.string().regex(/^[0-9a-f]{64}$/);

/** Go writes a list without members as null, or leaves it out. */
export const listOf = <Of extends z.ZodType>(of: Of) =>
  z.preprocess((value) => value ?? [], z.array(of)) as unknown as z.ZodType<z.infer<Of>[]>;

/** Reads JSON that came from a repository, so from anybody. `what` names the file in the sentence about it. */
export function readJson<Of>(schema: z.ZodType<Of>, json: Uint8Array, what: string): Of {
  const read = schema.safeParse(parse(json, what));
  if (read.success) return read.data;
  const path = read.error.issues[0]?.path.join('.') ?? '';
  throw notUsable(what, path === '' ? 'it is not what it should be' : `\`${path}\` is not what it should be`);
}

function parse(json: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString('utf8'));
  } catch (error) {
    throw notUsable(what, 'it is no JSON', error);
  }
}
