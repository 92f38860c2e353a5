import {OrkestraError} from '../../state/errors.js';
import {nearest} from '../suggest.js';
import type {ListedBackup} from './list-backups.js';

type Choice = Pick<ListedBackup, 'id' | 'name' | 'madeAt'>;

const FEWEST_DIGITS = 4;

/**
 * The backup a word means: its name (of several the newest), `latest`, or its id or the beginning of it. `latest~1` is the
 * one before the newest, `nightly~2` that of the name two before the newest. The list has the newest first.
 */
export function pickBackup<Of extends Choice>(backups: readonly Of[], word: string): Of {
  if (backups.length === 0)
    throw new OrkestraError('not-found', 'There are no backups yet.', {hint: '`orkestra backup PATH` makes one.'});
  const [, base = word, back = '0'] = /^(.+)~(\d{1,6})$/.exec(word) ?? [];
  const named = backups.filter(({name}) => name === base);
  const row = named.length > 0 ? named : base === 'latest' ? backups : [];
  if (row.length === 0) return byId(backups, word);
  const found = row[Number(back)];
  if (found) return found;
  const count = row.length === 1 ? 'is one backup' : `are ${row.length} backups`;
  throw new OrkestraError('not-found', `There ${count} of ${base}, so there is no \`${word}\`.`);
}

function byId<Of extends Choice>(backups: readonly Of[], word: string): Of {
  const isId = /^[0-9a-f]{1,64}$/i.test(word);
  const found = isId ? backups.filter(({id}) => id.startsWith(word.toLowerCase())) : [];
  const [first] = found;
  if (first && found.length === 1 && word.length >= FEWEST_DIGITS) return first;
  if (first)
    throw new OrkestraError('invalid', `The id \`${word}\` is too short to say which backup is meant.`, {
      hint: 'Give more digits of the id.',
    });
  const near = nearest(word, [...new Set(backups.flatMap(({name}) => name ?? [])), 'latest']);
  throw new OrkestraError('not-found', `There is no backup \`${word.slice(0, 80)}\`.`, {
    hint: near === undefined ? '`orkestra backups` lists what there is.' : `Did you mean \`${near}\`?`,
  });
}

/** How a backup is called in a sentence. */
export const backupText = ({id, name}: Pick<Choice, 'id' | 'name'>): string =>
  name === undefined ? id.slice(0, 8) : `${name} (${id.slice(0, 8)})`;
