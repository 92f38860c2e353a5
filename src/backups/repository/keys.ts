import {createHash, randomBytes, scrypt} from 'node:crypto';
import {OrkestraError} from '../../../state/errors.js';
import type {Crypt, Keys} from '../crypt.js';
import {type KeyFile, makeKeyFile, makeMasterKeys, readMasterKeys, type ScryptCost} from '../format/key-file.js';

/** Whoever makes a key or a lock, for the person who looks at it later. */
export interface Maker {
  host: string;
  user: string;
  now: number;
}

/** Makes a crypt of keys; which code does the work is the caller's matter. */
export type MakeCrypt = (keys: Keys) => Crypt;

const SALT_BYTES = 64;
/** Trying one password costs whoever tries it about this long. */
const TARGET_MS = 400;
const BASE: ScryptCost = {N: 32_768, r: 8, p: 1};
/** A machine that was busy while it was measured must not get a weak key, nor a fast one a key that others wait for. */
const LEAST_P = 5;
const MOST_P = 16;

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** New master keys. r is masked as Poly1305 wants it, and restic expects it so. */
export function newMasterKeys(): Keys {
  const r = randomBytes(16);
  for (const at of [3, 7, 11, 15]) r[at] = (r[at] ?? 0) & 15;
  for (const at of [4, 8, 12]) r[at] = (r[at] ?? 0) & 252;
  return {encrypt: randomBytes(32), k: randomBytes(16), r};
}

/** In a thread of its own, so that other work goes on meanwhile. */
function derive(password: string, {N, r, p}: ScryptCost, salt: Buffer): Promise<Keys> {
  const options = {N, r, p, maxmem: 128 * N * r + 128 * r * p + 32 * 1024 * 1024};
  return new Promise((resolve, reject) => {
    scrypt(Buffer.from(password, 'utf8'), salt, 64, options, (error, bytes) => {
      if (error) reject(error);
      else resolve({encrypt: bytes.subarray(0, 32), k: bytes.subarray(32, 48), r: bytes.subarray(48, 64)});
    });
  });
}

/** The cost that takes this machine about as long as trying a password should. */
export async function measureCost(clock: () => number = () => performance.now()): Promise<ScryptCost> {
  const startedAt = clock();
  await derive('measured', BASE, Buffer.alloc(SALT_BYTES));
  const p = Math.round(TARGET_MS / Math.max(1, clock() - startedAt));
  return {...BASE, p: Math.min(MOST_P, Math.max(LEAST_P, p))};
}

/** A key file that this password opens, and its name. */
export async function makeKey(
  password: string,
  master: Keys,
  {host, user, now}: Maker,
  cost: ScryptCost,
  makeCrypt: MakeCrypt,
): Promise<{name: string; json: Buffer}> {
  if (password === '') throw new OrkestraError('invalid', 'A repository needs a password that is not empty.');
  const salt = randomBytes(SALT_BYTES);
  const data = makeCrypt(await derive(password, cost, salt)).seal(makeMasterKeys(master));
  const json = makeKeyFile({...cost, createdAt: now, username: user, hostname: host, salt, data});
  return {name: hashOf(json), json};
}

/** The master keys, or undefined when the password is not that of this key. */
export async function openKey(
  file: KeyFile,
  name: string,
  password: string,
  makeCrypt: MakeCrypt,
): Promise<Keys | undefined> {
  const crypt = makeCrypt(await derive(password, file, file.salt));
  const json = openOrNot(crypt, file.data);
  return json === undefined ? undefined : readMasterKeys(json, name);
}

function openOrNot(crypt: Crypt, sealed: Buffer): Buffer | undefined {
  try {
    return crypt.open(sealed);
  } catch (error) {
    // The password and the key file are all there is to check it by: a damaged key cannot be told from a wrong password.
    if (error instanceof OrkestraError && error.code === 'corrupt') return undefined;
    throw error;
  }
}
