import {toByteString} from '../excludes/excludes.js';
import {type Layer, makeLayer} from '../excludes/layer.js';

/** Which entries of a backup are restored; names are in bytes. */
export interface Selection {
  isWanted(name: string, isFolder: boolean): boolean;
  isLeftOut(name: string, isFolder: boolean): boolean;
  /** The same one folder deeper. */
  enter(folder: string): Selection;
  /** What was backed up begins in this folder: patterns may be meant from here on, or with its name before. */
  atTarget(name: string): Selection;
}

export interface SelectionOptions {
  /** Lines as in a .gitignore, or paths; none means all. */
  only: readonly string[];
  exclude: readonly string[];
}

interface Rules {
  wanted: readonly Layer[];
  unwanted: readonly Layer[];
  /** All below a folder that is wanted is wanted. */
  isInside: boolean;
}

/** At the root of the backup. Patterns with a slash may be meant from here, or from each target. */
export function makeSelection({only, exclude}: SelectionOptions): Selection {
  const wanted = layersOf(only.flatMap(withLiteral));
  const unwanted = layersOf(exclude);
  const selection = (rules: Rules): Selection => ({
    isWanted: (name, isFolder) => rules.isInside || rules.wanted.some((layer) => layer.find(name, isFolder) === true),
    isLeftOut: (name, isFolder) => rules.unwanted.some((layer) => layer.find(name, isFolder) === true),
    enter(folder) {
      const isInside = this.isWanted(folder, true);
      return selection({
        isInside,
        wanted: isInside ? [] : rules.wanted.map((layer) => layer.enter(folder)),
        unwanted: rules.unwanted.map((layer) => layer.enter(folder)),
      });
    },
    atTarget(name) {
      const isInside = rules.isInside || wanted.some((layer) => layer.find(name, true) === true);
      return selection({
        isInside,
        wanted: isInside ? [] : withTarget(rules.wanted, wanted, name),
        unwanted: withTarget(rules.unwanted, unwanted, name),
      });
    },
  });
  return selection({wanted, unwanted, isInside: only.length === 0});
}

const withTarget = (now: readonly Layer[], fresh: readonly Layer[], name: string): readonly Layer[] => [
  ...now,
  ...fresh,
  ...fresh.map((layer) => layer.enter(name)),
];

function layersOf(lines: readonly string[]): readonly Layer[] {
  const layer = makeLayer(lines.map((line) => toByteString(line.replace(/^\.\//, ''))).join('\n'));
  return layer ? [layer] : [];
}

/** A path that was copied from a list is meant as it stands, whatever is in it. */
const withLiteral = (line: string): string[] =>
  /[*?[\\#]|\s$/.test(line) && !line.startsWith('!') ? [line, line.replace(/[*?[\\#]|\s+$/g, '\\$&')] : [line];
