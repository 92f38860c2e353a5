import {type Glob, matchesGlob} from './glob.js';
import {compileNames, type FindByName} from './names.js';
import {type Rule, readRules} from './rule.js';

/** The rules of one file as they stand in one folder at or below it. */
export interface Layer {
  /** True: left out. False: taken in again by a `!`. Undefined: no rule says anything. */
  find(name: string, isFolder: boolean): boolean | undefined;
  /** The same rules one folder deeper; itself when nothing changes, so that most folders share one. */
  enter(folder: string): Layer;
}

/** A path rule, and which of its parts the next name is held against. */
interface Live {
  readonly rule: Rule;
  readonly parts: readonly Glob[];
  readonly at: readonly number[];
}

/** Undefined for a text without rules. */
export function makeLayer(text: string): Layer | undefined {
  const rules = readRules(text);
  if (rules.length === 0) return undefined;
  const live = rules.flatMap((rule) => (rule.paths ?? []).map((parts) => ({rule, parts, at: open(parts, [0])})));
  return layerOf(compileNames(rules), live);
}

function layerOf(byName: FindByName, live: readonly Live[]): Layer {
  const layer: Layer = {
    find(name, isFolder) {
      const rule = lastLive(live, name, isFolder, byName(name, isFolder));
      return rule && !rule.isNegated;
    },
    enter(folder) {
      if (live.length === 0) return layer;
      const next = live.flatMap((one) => step(one, folder) ?? []);
      if (next.length === live.length && next.every((one, at) => one === live[at])) return layer;
      if (next.length > 0) return layerOf(byName, next);
      below ??= layerOf(byName, []);
      return below;
    },
  };
  let below: Layer | undefined;
  return layer;
}

function lastLive(live: readonly Live[], name: string, isFolder: boolean, found: Rule | undefined): Rule | undefined {
  for (let index = live.length - 1; index >= 0; index--) {
    const one = live[index];
    if (!one || (found && one.rule.at < found.at)) break;
    if ((isFolder || !one.rule.isForFolders) && ends(one, name)) return one.rule;
  }
  return found;
}

/** Whether the whole rule is used up with this name. */
function ends({parts, at}: Live, name: string): boolean {
  const last = parts.length - 1;
  const part = parts[last];
  return part !== undefined && at.includes(last) && matchesGlob(part, name);
}

/** What is left of a rule in a folder of that name: most are over there, and those that begin with `**` are as before. */
function step(live: Live, folder: string): Live | undefined {
  const {rule, parts, at} = live;
  const next = at.flatMap((index) => {
    const part = parts[index];
    if (part?.kind === 'anyDepth') return [index];
    return part && index + 1 < parts.length && matchesGlob(part, folder) ? [index + 1] : [];
  });
  if (next.length === 0) return undefined;
  const opened = open(parts, next);
  return opened.length === at.length && opened.every((index, place) => index === at[place])
    ? live
    : {rule, parts, at: opened};
}

/** `**` may stand for no folder at all, except at the end, where something has to follow. */
function open(parts: readonly Glob[], from: readonly number[]): number[] {
  const all = new Set(from);
  for (const index of all) if (parts[index]?.kind === 'anyDepth' && index + 1 < parts.length) all.add(index + 1);
  return [...all];
}
