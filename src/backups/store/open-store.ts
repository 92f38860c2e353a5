import {homedir} from 'node:os';
import {join, resolve} from 'node:path';
import {OrkestraError} from '../../../state/errors.js';
import type {Paths} from '../../world.js';
import {parseRestAddress} from './address.js';
import {openFolder} from './folder.js';
import {openRest} from './rest.js';
import type {ScratchFacts} from './scratch.js';
import type {Store} from './store.js';

/** What restic can use and this program cannot. */
const elsewhere = /^(sftp|s3|swift|b2|azure|gs|rclone):/;

/** The store of a repository as it stands in the settings: a folder, or `rest:http://...`. */
export function openStore(
  repository: string,
  paths: Pick<Paths, 'root' | 'home'>,
  facts: ScratchFacts,
  env: Readonly<Record<string, string | undefined>> = {},
): Store {
  if (repository.startsWith('rest:'))
    return openRest(parseRestAddress(repository, env), {...facts, scratch: join(paths.home, 'scratch')});
  const [, scheme] = elsewhere.exec(repository) ?? [];
  if (scheme !== undefined)
    throw new OrkestraError('invalid', `Repositories of the kind \`${scheme}:\` cannot be used.`, {
      hint: 'Name a folder, or a REST server: `rest:http://host:8000/path/`.',
    });
  return openFolder(folderOf(repository, paths.root), facts);
}

function folderOf(repository: string, root: string): string {
  const path = repository.replace(/^local:/, '');
  if (path.trim() === '')
    throw new OrkestraError('invalid', 'The backup repository has no path.', {hint: 'Name a folder.'});
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : resolve(root, path);
}
