import {OrkestraError} from '../../state/errors.js';
import {nearest} from '../suggest.js';
import type {ListedBackup} from './list-backups.js';

const FEWEST_DIGITS = 4;
const MOST_SHOWN = 4;

type Choice = Pick<ListedBackup, 'id' | 'name' | 'madeAt'>;

/**
 * The backup that `word` means: its name (of several the newest), `latest`, its id or the beginning of it. `latest~1` is the
 * one before the newest, `nightly~2` that of the name two before the newest.
 */
export function selectBackup<Of extends Choice>(backups: readonly Of[], word: string): Of {
  if (backups.length === 0) throw noBackups();
  return (
    inRow(backups, word, 0) ?? byId(backups, word.toLowerCase()) ?? inThePast(backups, word) ?? refuse(backups, word)
  );
}

/** The newest of a name, or of all, or one so many before it. */
function inRow<Of extends Choice>(backups: readonly Of[], word: string, back: number): Of | undefined {
  const named = backups.filter(({name}) => name === word);
  const row = named.length > 0 || word !== 'latest' ? named : backups;
  return row.toSorted((a, b) => b.madeAt - a.madeAt || (a.id < b.id ? -1 : 1))[back];
}

function inThePast<Of extends Choice>(backups: readonly Of[], word: string): Of | undefined {
  const [, base = '', back] = /^(.+)~(\d{1,6})$/.exec(word) ?? [];
  return back === undefined ? undefined : inRow(backups, base, Number(back));
}

function byId<Of extends Choice>(backups: readonly Of[], word: string): Of | undefined {
  if (!/^[0-9a-f]{1,64}$/.test(word)) return undefined;
  const found = backups.filter(({id}) => id.startsWith(word));
  if (found.length > 1 || (found.length === 1 && word.length < FEWEST_DIGITS)) throw ambiguous(found, word);
  return found[0];
}

function ambiguous(found: readonly Choice[], word: string): OrkestraError {
  const shown = found.slice(0, MOST_SHOWN).map(textOf).join(', ');
  const rest = found.length > MOST_SHOWN ? ` and ${found.length - MOST_SHOWN} more` : '';
  const why = found.length > 1 ? `could be any of ${shown}${rest}` : `is too short to mean ${shown} for sure`;
  return new OrkestraError('invalid', `The id \`${word}\` ${why}.`, {hint: 'Give more digits of the id.'});
}

export const textOf = ({id, name}: Pick<Choice, 'id' | 'name'>): string =>
  name === undefined ? id.slice(0, 8) : `${id.slice(0, 8)} (${name})`;

function refuse(backups: readonly Choice[], word: string): never {
  const names = new Set(backups.flatMap(({name}) => (name === undefined ? [] : [name])));
  const near = nearest(word, [...names, 'latest']);
  const hint = near === undefined ? '`orkestra backups` lists what there is.' : `Did you mean \`${near}\`?`;
  throw new OrkestraError('not-found', `There is no backup \`${word}\`.`, {hint});
}

export const noBackups = (): OrkestraError =>
  new OrkestraError('not-found', 'There are no backups yet.', {hint: '`orkestra backup PATH` makes one.'});
