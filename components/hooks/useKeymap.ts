import {createContext, useContext} from 'react';
import {defaultKeymap, type Keymap} from '../keymap.js';

/** The program gives the keys its person chose; without them those of the table hold. */
export const KeymapContext = createContext<Keymap>(defaultKeymap);

export function useKeymap(): Keymap {
  return useContext(KeymapContext);
}
