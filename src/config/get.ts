import {keyNamed, keys} from './keys.js';
import {type Value, writtenValue} from './kinds.js';
import type {Loaded} from './load.js';

export interface Shown {
  name: string;
  /** As the program sees it: milliseconds, bytes. */
  value: Value;
  /** As the file would have it; `setKey` takes it back. */
  text: string;
  origin: string;
  help: string;
}

/** Throws on a name nobody knows, with the one that was probably meant. */
export function getKey({settings}: Pick<Loaded, 'settings'>, name: string): Shown {
  const key = keyNamed(name);
  const {value, origin} = settings.get(name) ?? {value: key.default, origin: 'default'};
  return {name, value, text: writtenValue(key, value), origin, help: key.help};
}

export const listSettings = (loaded: Pick<Loaded, 'settings'>): Shown[] => keys.map(({name}) => getKey(loaded, name));
