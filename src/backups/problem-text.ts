import type {Problem} from './make/news.js';

const WORDS: Record<string, string> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ENOENT: 'it vanished while it was read',
  ENOTDIR: 'it vanished while it was read',
  ELOOP: 'it became a link while it was read',
  EIO: 'the disk reported an error',
  EMFILE: 'too many files are open',
  CHANGED: 'it changed while it was read; it is kept as it was read',
};

/** For people: the path, and what is wrong with it. */
export const problemText = ({path, code, message}: Problem): string => `${path}: ${WORDS[code] ?? message}`;
