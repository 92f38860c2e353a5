import type {Aim} from './aim.js';
import {type Deed, type Key, keys} from './keys.js';

/** The key of this name in this place. */
export const findKey = (name: string, place: Aim['place']): Key | undefined =>
  keys.find((key) => key.keys.includes(name) && (key.only === undefined || key.only === place));

export const keyOf = (deed: Deed): Key | undefined => keys.find((key) => key.does === deed);
