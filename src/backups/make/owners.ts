import {readFileSync} from 'node:fs';
import {escapeJson, toBytes} from '../format/names.js';
import type {Owners} from '../format/node-text.js';

/** Names from the machine's own files; a name nobody has there is left empty. Ready to stand in JSON. */
export function readOwners(): Owners {
  const users = namesIn('/etc/passwd');
  const groups = namesIn('/etc/group');
  return {user: (uid) => users.get(uid) ?? '', group: (gid) => groups.get(gid) ?? ''};
}

function namesIn(file: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of read(file).split('\n')) {
    const [name = '', , number = ''] = line.split(':');
    if (/^\d+$/.test(number) && !names.has(Number(number))) names.set(Number(number), toBytes(escapeJson(name)));
  }
  return names;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A machine without such a file names its users elsewhere; the numbers are kept anyway.
    return '';
  }
}
