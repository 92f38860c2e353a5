import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';

/** Nobody writes rules longer than this by hand. */
const MOST_BYTES = 16 * 1024 * 1024;
/** A pipe of that name would be waited for without end, and a link may lead to a device that never ends. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The beginning of a file as a byte string. What is no file, or cannot be read, says nothing. */
export function readRules(path: string | Buffer, most = MOST_BYTES): string | undefined {
  try {
    const descriptor = openSync(path, READ_ONLY);
    try {
      const stats = fstatSync(descriptor);
      return stats.isFile() ? readHead(descriptor, Math.min(stats.size, most)) : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

function readHead(descriptor: number, bytes: number): string {
  const head = Buffer.alloc(bytes);
  let got = 0;
  while (got < bytes) {
    const more = readSync(descriptor, head, got, bytes - got, got);
    if (more === 0) break;
    got += more;
  }
  return head.toString('latin1', 0, got);
}
