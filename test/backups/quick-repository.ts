import {createHash} from 'node:crypto';
import {makeKeyFile} from '../../src/backups/format/key-file.js';
import {createRepository} from '../../src/backups/repository/create.js';
import {storeOf} from '../../src/backups/repository/of-project.js';
import {findOrMakePassword, passwordPlaces} from '../../src/backups/repository/password.js';
import type {Repository} from '../../src/backups/repository/repository.js';
import type {World} from '../../src/world.js';

/** Trying a password takes no time: these keys lock nothing up. */
export const cheap = {N: 1024, r: 8, p: 1};

/** The repository of a project as the first backup makes it, with a key that is quickly tried. */
export async function quickRepository(world: World): Promise<Repository> {
  const {password} = await findOrMakePassword(passwordPlaces(world, {}));
  return createRepository(storeOf(world, {}), password, {host: 'here', user: 'me', now: world.now(), cost: cheap});
}

/** A key of which the name is known beforehand; it is never tried, as it is older than any other. */
const old = makeKeyFile({
  ...cheap,
  createdAt: 0,
  username: 'eve',
  hostname: 'there',
  salt: Buffer.alloc(64, 1),
  data: Buffer.alloc(100, 2),
});
export const oldKey = {json: old, name: createHash('sha256').update(old).digest('hex')};
