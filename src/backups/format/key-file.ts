import {z} from 'zod';
import {notUsable} from './not-usable.js';
import {readJson} from './read-json.js';

/** How much work a password costs whoever tries it. */
export interface ScryptCost {
  N: number;
  r: number;
  p: number;
}

/** A key: the master keys of a repository, sealed with what scrypt makes of a password. */
export interface KeyFile extends ScryptCost {
  createdAt: number;
  username: string;
  hostname: string;
  salt: Buffer;
  /** The sealed master keys. */
  data: Buffer;
}

/** The master keys, as they lie sealed in a key. */
export interface MasterKeys {
  encrypt: Buffer;
  k: Buffer;
  r: Buffer;
}

/** scrypt takes 128 * N * r bytes; a key that wants more than this is a trap, not a lock. */
const MOST_SCRYPT_BYTES = 1024 * 1024 * 1024;
const MOST_ROUNDS = 1000;

const base64 = z
  .string()
  .max(8192)
  .regex(/^[A-Za-z0-9+/]*={0,2}$/)
  .transform((text) => Buffer.from(text, 'base64'));

const schema = z.object({
  created: z.string().max(100).default(''),
  username: z.string().max(1000).default(''),
  hostname: z.string().max(1000).default(''),
  kdf: z.literal('scrypt'),
  N: z
    .int()
    .min(2)
    .max(2 ** 30),
  r: z.int().min(1).max(1024),
  p: z.int().min(1).max(MOST_ROUNDS),
  salt: base64,
  data: base64,
});

export function readKeyFile(json: Uint8Array, name: string): KeyFile {
  const what = `The key ${name.slice(0, 8)}`;
  const {created, username, hostname, N, r, p, salt, data} = readJson(schema, json, what);
  if ((N & (N - 1)) !== 0 || 128 * N * r > MOST_SCRYPT_BYTES || (N / 32_768) * r * p > 8 * MOST_ROUNDS)
    throw notUsable(what, 'it asks for more work than any key should');
  return {createdAt: Date.parse(created) || 0, username, hostname, N, r, p, salt, data};
}

export const makeKeyFile = ({createdAt, username, hostname, N, r, p, salt, data}: KeyFile): Buffer =>
  Buffer.from(
    JSON.stringify({
      created: new Date(createdAt).toISOString(),
      username,
      hostname,
      kdf: 'scrypt',
      N,
      r,
      p,
      salt: salt.toString('base64'),
      data: data.toString('base64'),
    }),
  );

const keyOf = (bytes: number) => base64.refine((key) => key.length === bytes);
const master = z.object({mac: z.object({k: keyOf(16), r: keyOf(16)}), encrypt: keyOf(32)});

export function readMasterKeys(json: Uint8Array, name: string): MasterKeys {
  const {mac, encrypt} = readJson(master, json, `The key ${name.slice(0, 8)}`);
  return {encrypt, k: mac.k, r: mac.r};
}

export const makeMasterKeys = ({encrypt, k, r}: MasterKeys): Buffer =>
  Buffer.from(
    JSON.stringify({
      mac: {k: k.toString('base64'), r: r.toString('base64')},
      encrypt: encrypt.toString('base64'),
    }),
  );
