import type {Db} from '../../state/db.js';
import {dropMeta, readMeta, writeMeta} from '../../state/meta.js';
import type {Definition} from './defined/definition.js';
import type {Specialties} from './specialties.js';

const KEY = 'specialties';

/** What agents.yaml said at the last look, for those who choose: they cannot wait for a file to be read. */
export function keepSpecialties(db: Db, definitions: readonly Pick<Definition, 'name' | 'specialties'>[]): void {
  const own = definitions.filter(({specialties}) => specialties !== undefined);
  const text = JSON.stringify(Object.fromEntries(own.map(({name, specialties}) => [name, specialties])));
  if (text === (readMeta(db, KEY) ?? '{}')) return;
  if (own.length === 0) dropMeta(db, KEY);
  else writeMeta(db, KEY, text);
}

/** What each agent is good at that is not as it is built in. */
export const readSpecialties = (db: Db): Readonly<Record<string, Specialties>> =>
  JSON.parse(readMeta(db, KEY) ?? '{}') as Record<string, Specialties>;
