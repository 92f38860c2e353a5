import {open} from 'node:fs/promises';
import {translateFileError} from '../../file-errors.js';
import {MOST_BYTES, tooLarge} from './json.js';

/** Reads no more than may be imported, whatever the file turns out to be. */
export async function readSource(path: string): Promise<Uint8Array> {
  try {
    const handle = await open(path);
    try {
      const {size} = await handle.stat();
      if (size > MOST_BYTES) throw tooLarge(path, size);
      return await readStream(path, handle.createReadStream({autoClose: false}));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw translateFileError(error, path);
  }
}

export async function readStream(name: string, stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
    bytes += part.length;
    if (bytes > MOST_BYTES) throw tooLarge(name, bytes);
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}
