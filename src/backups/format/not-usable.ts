import {OrkestraError} from '../../../state/errors.js';

/** Something that was read from a repository and is not what it should be. */
export const notUsable = (what: string, why: string, cause?: unknown): OrkestraError =>
  new OrkestraError('corrupt', `${what} cannot be used: ${why}.`, {cause});
