import {stat} from 'node:fs/promises';
import {OrkestraError} from '../../state/errors.js';

/** A mistyped root would start a second, empty project beside the real one. `place` says where it was written. */
export async function requireRoot(folder: string, place: string): Promise<void> {
  const facts = await stat(folder).catch(() => undefined);
  if (facts?.isDirectory()) return;
  throw new OrkestraError('invalid', `${place}: \`project_root\` must be an existing folder, not ${folder}`, {
    hint: 'Create the folder, or correct the path.',
  });
}
