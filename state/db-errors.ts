import {errnoOf, OrkestraError} from './errors.js';

/** How long a writer waits for other processes before it gives up, in ms. */
export const WRITE_PATIENCE_MS = 5000;

export const corrupt = (file: string, cause: unknown): OrkestraError =>
  new OrkestraError('corrupt', `The database ${file} is damaged; it was left untouched.`, {
    hint: 'Move it away and restore a backup, or keep it for repair; orkestra never replaces it by an empty one.',
    cause,
  });

/** Turns SQLite's words into ours; anything unknown passes unchanged. */
export function translate(error: unknown, file: string): unknown {
  if (error instanceof OrkestraError) return error;
  const code = errnoOf(error) ?? '';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return corrupt(file, error);
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED' || code === 'SQLITE_PROTOCOL') {
    return new OrkestraError('busy', `Another process kept ${file} locked for too long.`, {
      hint: 'Try again.',
      cause: error,
    });
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new OrkestraError('unavailable', `The disk is full: ${file} could not be written; nothing was changed.`, {
      hint: 'Free some space and try again.',
      cause: error,
    });
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code === 'EACCES' ||
    code === 'EROFS' ||
    code === 'EPERM'
  ) {
    return new OrkestraError('refused', `${file} cannot be opened for writing.`, {
      hint: 'Check the permissions of the folder.',
      cause: error,
    });
  }
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'ENOENT') {
    return new OrkestraError('refused', `The folder of ${file} cannot be made.`, {
      hint: 'Choose another folder; a file may be in its way.',
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new OrkestraError('unavailable', `The disk reported an error while ${file} was used.`, {
      hint: 'Check the disk, then try again.',
      cause: error,
    });
  }
  return error;
}

export const busy = (file: string): OrkestraError =>
  new OrkestraError('busy', `Another process kept ${file} locked for ${WRITE_PATIENCE_MS / 1000} s.`, {
    hint: 'Try again.',
  });
