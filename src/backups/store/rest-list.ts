import {z} from 'zod';
import {OrkestraError} from '../../../state/errors.js';
import type {Reply} from './http.js';
import {isFileName, type StoredFile} from './store.js';

/** Of the two forms of a list, the one with sizes. */
export const V2 = 'application/vnd.x.restic.rest.v2';

export const isListV2 = ({type}: Reply): boolean => type === V2;

/** Go writes an empty list as null. */
const sized = z.array(z.object({name: z.string(), size: z.number().nonnegative()})).nullable();
const plain = z.array(z.string()).nullable();

/** The files a server lists; where it tells no sizes, they are 0. Files that are no part of a repository are passed over. */
export function namesIn(reply: Reply, shown: string): StoredFile[] {
  const files = isListV2(reply)
    ? read(sized, reply, shown).map(({name, size}) => ({name, bytes: size}))
    : read(plain, reply, shown).map((name) => ({name, bytes: 0}));
  return files.filter(({name}) => isFileName(name));
}

function read<Of>(schema: z.ZodType<Of[] | null>, {body}: Reply, shown: string): Of[] {
  const result = schema.safeParse(parse(body));
  if (result.success) return result.data ?? [];
  throw new OrkestraError('unavailable', `The backup server ${shown} answers with a list that cannot be read.`, {
    hint: 'Check the address: is it a restic REST server, and is the path right?',
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
