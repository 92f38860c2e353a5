import {paneNames} from '../state/view.js';
import type {Aim} from './aim.js';
import {showKey} from './key-names.js';
import type {Keymap} from './keymap.js';
import type {Key} from './keys.js';
import type {Room} from './page-lines.js';
import {widthOf} from './text.js';
import {wrapWords} from './wrap-words.js';

interface HelpKey {
  names: string;
  help: string;
  /** Works only somewhere else. */
  isElsewhere: boolean;
}

export interface HelpSection {
  title: string;
  keys: readonly HelpKey[];
}

/** A line of the help: a heading, a key with what it does, or more words of the line before. */
export type HelpLine = {heading: string} | {names: string; help: string; isElsewhere: boolean};

export interface HelpPage {
  columns: readonly (readonly HelpLine[])[];
  columnWidth: number;
  /** Of the column of key names. */
  namesWidth: number;
  /** How far down the first line in sight can be. */
  last: number;
}

export const GAP = 3;
/** A column narrower than this breaks nearly every line. */
const LEAST_COLUMN = 48;
const SHORTEST_NAMES = 8;

/** Every key that has all these words, where one is now first. */
export function helpSections({keys}: Keymap, aim: Aim, search: string): HelpSection[] {
  const words = search.toLowerCase().split(/\s+/);
  const isFound = ({names, help}: HelpKey, labels: string): boolean => {
    const text = `${names} ${help} ${labels}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const here = keys.filter((key) => isOfHere(key, aim));
  const elsewhere = keys.filter(({only}) => only !== undefined && only !== aim.place);
  const others = keys.filter((key) => !here.includes(key) && !elsewhere.includes(key));
  const groups = [...new Set(keys.map(({group}) => group))].map((group) => ({
    title: group,
    of: others.filter((key) => key.group === group),
  }));
  return [
    {title: aim.page ? 'on this page' : `in the ${aim.pane}`, of: here},
    ...groups,
    {title: aim.page ? 'only in lists' : 'only on pages', of: elsewhere},
  ]
    .map(({title, of}) => ({
      title,
      keys: joinPanes(of, aim.place)
        .filter(({key, labels}) => isFound(key, labels))
        .map(({key}) => key),
    }))
    .filter((section) => section.keys.length > 0);
}

/** What is done to the chosen thing, or only in such a place, and can be done now. */
const isOfHere = ({group, only, blocked}: Key, aim: Aim): boolean =>
  (only === aim.place || (group === 'tasks and locks' && only === undefined && blocked !== undefined)) &&
  blocked?.(aim) === undefined;

/** Six lines that say "to the ..." are one. */
function joinPanes(keys: readonly Key[], place: Aim['place']): {key: HelpKey; labels: string}[] {
  const isPane = ({does}: Key): boolean => paneNames.some((name) => does === `go-${name}`);
  const panes = keys.filter((key) => isPane(key) && key.keys.length > 0);
  return keys
    .filter((key) => key.keys.length > 0 && (!isPane(key) || key === panes[0]))
    .map((key) => {
      const shown = isPane(key) ? panes : [key];
      const names = shown.flatMap((one) => one.keys.map(showKey)).join(' ');
      const help = isPane(key) ? `to the ${shown.map(({label}) => label).join(', ')}` : key.help;
      const isElsewhere = key.only !== undefined && key.only !== place;
      return {key: {names, help, isElsewhere}, labels: key.label};
    });
}

/** The sections as lines, side by side where there is room. */
export function layHelp(sections: readonly HelpSection[], {width, height}: Room): HelpPage {
  const count = width >= 2 * LEAST_COLUMN + GAP ? 2 : 1;
  const columnWidth = Math.floor((width - GAP * (count - 1)) / count);
  const longest = Math.max(SHORTEST_NAMES, ...sections.flatMap(({keys}) => keys.map(({names}) => widthOf(names))));
  const namesWidth = Math.min(longest, Math.floor(columnWidth / 3)) + 2;
  const blocks = sections.map((section) => linesOf(section, columnWidth - namesWidth));
  const columns = count === 1 ? [stack(blocks)] : halve(blocks);
  const last = Math.max(0, ...columns.map((lines) => lines.length - height));
  return {columns, columnWidth, namesWidth, last};
}

const linesOf = ({title, keys}: HelpSection, width: number): HelpLine[] => [
  {heading: title},
  ...keys.flatMap(({names, help, isElsewhere}) =>
    wrapWords(help, width).map((line, at): HelpLine => ({names: at === 0 ? names : '', help: line, isElsewhere})),
  ),
];

const blank: HelpLine = {heading: ''};
const stack = (blocks: readonly HelpLine[][]): HelpLine[] =>
  blocks.flatMap((block, at) => (at === 0 ? block : [blank, ...block]));

/** Sections stay whole. The first stays first, and of all ways to share out the others the most level one is taken. */
function halve([first = [], ...others]: readonly HelpLine[][]): HelpLine[][] {
  const ways = Array.from({length: 2 ** others.length}, (_, way) => {
    const isLeft = (at: number): boolean => (way & (1 << at)) !== 0;
    return [stack([first, ...others.filter((_, at) => isLeft(at))]), stack(others.filter((_, at) => !isLeft(at)))];
  });
  const tallest = (columns: HelpLine[][]): number => Math.max(...columns.map((lines) => lines.length));
  return ways.sort((one, other) => tallest(one) - tallest(other))[0] ?? [first];
}
