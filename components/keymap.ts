import type {Aim} from './aim.js';
import type {Deed} from './deed.js';
import {showKey} from './key-names.js';
import {type Key, keys} from './keys.js';

/** The keys of the table with those a person chose in their place. */
export interface Keymap {
  keys: readonly Key[];
  /** The key of this name in this place. */
  find(name: string, place: Aim['place']): Key | undefined;
  /** The first key of a deed as it is shown; undefined when it has none. */
  first(deed: Deed): string | undefined;
  /** What is pressed for a deed, for sentences: its first key, or its name behind the key of the palette. */
  show(deed: Deed): string;
}

export type Bindings = ReadonlyMap<Deed, readonly string[]>;

/** Nothing can take these away: whatever a file says, one gets out of everything. */
const fixed: ReadonlyMap<Deed, string> = new Map([
  ['quit', 'ctrl-c'],
  ['back', 'esc'],
]);

export const makeKeymap = (bindings: Bindings = new Map()): {keymap: Keymap; problems: string[]} => {
  const {bound, problems} = settle(bindings);
  return {keymap: keymapOf(bound), problems};
};

function keymapOf(bound: readonly Key[]): Keymap {
  const first = (deed: Deed): string | undefined => bound.find((key) => key.does === deed)?.keys.map(showKey)[0];
  return {
    keys: bound,
    first,
    find: (name, place) => bound.find((key) => key.keys.includes(name) && isIn(key, place)),
    show: (deed) =>
      first(deed) ?? [first('palette'), keyOf(deed)?.label].filter((part) => part !== undefined).join(' '),
  };
}

const isIn = ({only}: Key, place: Aim['place']): boolean => only === undefined || only === place;

/** Of two deeds that want one key in the same place neither gets it: both keep what the table says. */
function settle(bindings: Bindings): {bound: readonly Key[]; problems: string[]} {
  const problems: string[] = [];
  const chosen = new Map(bindings);
  for (const [deed, name] of fixed) {
    for (const [other, names] of chosen) {
      if (other === deed || !names.includes(name)) continue;
      problems.push(`${showKey(name)} is always ${keyOf(deed)?.label}; ${other} keeps its own keys.`);
      chosen.delete(other);
    }
  }
  for (;;) {
    const bound = keys.map((key) => bind(key, chosen.get(key.does)));
    const clash = findClash(bound, chosen);
    if (!clash) return {bound, problems};
    const [one, other, name] = clash;
    problems.push(`${showKey(name)} would be both ${one.does} and ${other.does}; both keep their own keys.`);
    chosen.delete(one.does);
    chosen.delete(other.does);
  }
}

function bind(key: Key, names: readonly string[] | undefined): Key {
  if (!names) return key;
  const always = fixed.get(key.does);
  return {...key, keys: [...new Set(always === undefined ? names : [...names, always])]};
}

/** Two keys of the table never clash, so one of the two found here was chosen by the person. */
function findClash(bound: readonly Key[], chosen: Bindings): [Key, Key, string] | undefined {
  for (const one of bound) {
    if (!chosen.has(one.does)) continue;
    for (const other of bound) {
      const isApart = other.does === one.does || (one.only && other.only && one.only !== other.only);
      const name = isApart ? undefined : one.keys.find((key) => other.keys.includes(key));
      if (name !== undefined) return [one, other, name];
    }
  }
  return undefined;
}

export const defaultKeymap: Keymap = keymapOf(keys);

/** What the table says of a deed; which keys it has is a matter of the keymap. */
export const keyOf = (deed: Deed): Key | undefined => keys.find((key) => key.does === deed);
