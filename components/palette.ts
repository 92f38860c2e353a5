import type {Aim} from './aim.js';
import type {CommandName} from './command-line.js';
import {fuzzy} from './fuzzy.js';
import type {Keymap} from './keymap.js';
import type {Lists} from './lists.js';
import {commandEntries, lineEntries} from './palette-commands.js';
import {deedEntries} from './palette-deeds.js';
import type {Entry, Found} from './palette-entry.js';
import {findEntry, objectEntries} from './palette-objects.js';

/** What the palette finds things in. */
export interface Findable {
  aim: Aim;
  lists: Lists;
  keymap: Keymap;
  commands: readonly CommandName[];
}

/** A word found in what is said of a thing counts less than its name. */
const IN_NOTE = 2;
/** `#1` is not `#12`. */
const ITS_NAME = 10;

const isName = (wanted: string, title: string): boolean => {
  const [first = ''] = title.toLowerCase().split(' ');
  return first === wanted || first === `#${wanted}`;
};

/** What the line means, the best first. Without a line: what can be done now, the most useful first. */
export function findEntries(text: string, {aim, lists, keymap, commands}: Findable): Found[] {
  const deeds = deedEntries(keymap, aim);
  if (text.trim() === '') return deeds.filter(({why}) => why === undefined).map((entry) => ({...entry, at: []}));
  const line = lineEntries(text, commands);
  if (line.length > 0) return [...paneNamed(text, deeds), ...line].map((entry) => ({...entry, at: []}));
  const all = [...deeds, ...commandEntries(commands), ...objectEntries(text, aim, lists)];
  const ranked = all
    .map((entry) => ({entry, match: matchOf(text, entry)}))
    .filter(({match}) => match !== undefined)
    .sort((one, other) => rankOf(other) - rankOf(one))
    .map(({entry, match}) => ({...entry, at: match?.at ?? []}));
  return [...ranked, {...findEntry(text), at: []}];
}

/** `backups` is a command as well; who types the name of a pane wants to see it. */
const paneNamed = (text: string, deeds: readonly Entry[]): Entry[] =>
  deeds.filter(({act}) => act.does === 'deed' && act.deed === `go-${text.trim().toLowerCase()}`);

interface Matched {
  entry: Entry;
  match: {score: number; at: readonly number[]} | undefined;
}

/** What cannot be done comes after everything that can. */
const rankOf = ({entry, match}: Matched): number => (match?.score ?? 0) - (entry.why === undefined ? 0 : 1000);

function matchOf(text: string, {kind, title, note}: Entry): Matched['match'] {
  const wanted = text.trim().toLowerCase();
  const named = fuzzy(wanted, title);
  if (named) return isName(wanted, title) ? {...named, score: named.score + ITS_NAME} : named;
  const words = wanted.split(/\s+/);
  const said = ` ${kind} ${title} ${note}`.toLowerCase();
  return words.every((word) => said.includes(` ${word}`)) ? {score: IN_NOTE, at: []} : undefined;
}
