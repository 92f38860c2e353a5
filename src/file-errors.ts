import {type ErrorCode, errnoOf, OrkestraError} from '../state/errors.js';

type Saying = readonly [code: ErrorCode, message: (path: string) => string, hint: string];

const fullDisk: Saying = [
  'unavailable',
  (path) => `The disk is full: ${path} could not be written; nothing was changed.`,
  'Free some space and try again.',
];

const noPermission: Saying = [
  'refused',
  (path) => `The system does not permit access to ${path}.`,
  'Check who owns it and its permissions.',
];

const sayings: Record<string, Saying> = {
  ENOSPC: fullDisk,
  EDQUOT: fullDisk,
  EFBIG: [
    'unavailable',
    (path) => `${path} would be larger than the system allows; nothing was changed.`,
    'Raise the limit (`ulimit -f`).',
  ],
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: [
    'refused',
    (path) => `${path} is on a disk that cannot be written.`,
    'Choose another folder, or mount the disk for writing.',
  ],
  EISDIR: ['invalid', (path) => `${path} is a folder, not a file.`, 'Name a file.'],
  ENOTDIR: ['invalid', (path) => `A part of ${path} is a file where a folder should be.`, 'Check the path.'],
  ENOENT: ['not-found', (path) => `${path} does not exist.`, 'Check the path.'],
  ELOOP: ['invalid', (path) => `${path} leads through links that never end.`, 'Check the links.'],
  ENAMETOOLONG: [
    'invalid',
    (path) => `The path ${path.slice(0, 80)}... is longer than the system allows.`,
    'Choose a shorter name.',
  ],
  EMFILE: [
    'unavailable',
    (path) => `Too many files are open to use ${path}.`,
    'Raise the limit (`ulimit -n`), then try again.',
  ],
  EIO: [
    'unavailable',
    (path) => `The disk reported an error while ${path} was used.`,
    'Check the disk, then try again.',
  ],
};

/** Turns a known errno into one sentence about the path; anything else passes unchanged. */
export function translateFileError(error: unknown, path: string): unknown {
  const saying = sayings[errnoOf(error) ?? ''];
  if (!saying) return error;
  const [code, message, hint] = saying;
  return new OrkestraError(code, message(path), {hint, cause: error});
}
