import {constants} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {translateFileError} from '../../file-errors.js';
import {checkSize, cutShort, type FileKind, fileText, missing, type Range} from './store.js';

/** A link, a pipe or a device under the name of a file is not followed and not waited for. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

interface Wanted {
  kind: FileKind;
  name: string;
  where: string;
  range: Range | undefined;
}

export async function readWhole(path: string, wanted: Wanted): Promise<Buffer> {
  const handle = await openFile(path, wanted);
  try {
    return await readFrom(handle, wanted);
  } catch (error) {
    throw translateFileError(error, path);
  } finally {
    await handle.close();
  }
}

async function openFile(path: string, {kind, name, where}: Wanted): Promise<FileHandle> {
  try {
    return await open(path, FLAGS);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') throw missing(kind, name, where);
    if (errnoOf(error) === 'ELOOP') throw noFile(kind, name, where);
    throw translateFileError(error, path);
  }
}

const noFile = (kind: FileKind, name: string, where: string): OrkestraError =>
  new OrkestraError('corrupt', `${fileText(kind, name)} in ${where} is no plain file.`);

async function readFrom(handle: FileHandle, {kind, name, where, range}: Wanted): Promise<Buffer> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw noFile(kind, name, where);
  const {offset, length} = range ?? {offset: 0, length: stats.size};
  checkSize(kind, name, length);
  if (offset + length > stats.size) throw cutShort(kind, name, where);
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length; ) {
    const {bytesRead} = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw cutShort(kind, name, where);
    done += bytesRead;
  }
  return bytes;
}
