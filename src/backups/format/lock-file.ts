import {z} from 'zod';
import {readJson} from './read-json.js';

/** Who uses a repository just now, as its lock says; not to be taken for the locks of tasks. */
export interface LockFile {
  takenAt: number;
  /** Nobody else may use the repository meanwhile. */
  isExclusive: boolean;
  hostname: string;
  username: string;
  pid: number;
  uid: number;
  gid: number;
}

const schema = z.object({
  time: z.string().refine((time) => !Number.isNaN(Date.parse(time))),
  exclusive: z.boolean().default(false),
  hostname: z.string().default(''),
  username: z.string().default(''),
  pid: z.int().default(0),
  uid: z.int().default(0),
  gid: z.int().default(0),
});

export function readLockFile(json: Uint8Array, name: string): LockFile {
  const what = `The repository lock ${name.slice(0, 8)}`;
  const {time, exclusive, ...rest} = readJson(schema, json, what);
  return {takenAt: Date.parse(time), isExclusive: exclusive, ...rest};
}

export function makeLockFile({takenAt, isExclusive, hostname, username, pid, uid, gid}: LockFile): Buffer {
  const time = new Date(takenAt).toISOString();
  const owner = {uid: uid || undefined, gid: gid || undefined};
  return Buffer.from(JSON.stringify({time, exclusive: isExclusive, hostname, username, pid, ...owner}));
}
