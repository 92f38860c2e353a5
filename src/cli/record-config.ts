import {openDb} from '../../state/open.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import {isProject} from '../find-root.js';
import {pathsOf} from '../world.js';
import type {Place} from './command.js';
import {findProjectRoot} from './read-config.js';

/**
 * A change of the configuration is an event, where there is a trail to write it into. The project is not opened for
 * it: that takes a configuration without a mistake, and this change may be the first of several repairs.
 */
export async function recordConfig(place: Place, name: string, value: string): Promise<void> {
  const paths = pathsOf(await findProjectRoot(place));
  if (!isProject(paths)) return;
  const db = openDb(paths.db);
  try {
    write(db, () => record({db, actor: 'user', now: Date.now}, {type: 'config.changed', data: {name, value}}));
  } finally {
    db.close();
  }
}
