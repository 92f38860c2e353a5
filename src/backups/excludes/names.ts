import {type Glob, matchesGlob} from './glob.js';
import type {Rule} from './rule.js';

/** The last rule that matches a name, or undefined. */
export type FindByName = (name: string, isFolder: boolean) => Rule | undefined;

type Named = Rule & {readonly name: Glob};

/** Rules that look at the name alone, sorted so that a name meets only the few that could match it. */
export function compileNames(rules: readonly Rule[]): FindByName {
  const whole = new Map<string, Named[]>();
  const byLast = new Map<number, Named[]>();
  const byFirst = new Map<number, Named[]>();
  const loose: Named[] = [];
  for (const rule of rules.filter(isNamed)) {
    const {name} = rule;
    const first = name.kind === 'tokens' ? name.tokens[0] : undefined;
    if (name.kind === 'never') continue;
    if (name.kind === 'literal') push(whole, name.text, rule);
    else if (name.kind === 'suffix' && name.text !== '') push(byLast, name.text.charCodeAt(name.text.length - 1), rule);
    else if (typeof first === 'number' && first >= 0) push(byFirst, first, rule);
    else loose.push(rule);
  }
  return (name, isFolder) => {
    let found = lastOf(whole.get(name), name, isFolder, undefined);
    if (byLast.size > 0) found = lastOf(byLast.get(name.charCodeAt(name.length - 1)), name, isFolder, found);
    if (byFirst.size > 0) found = lastOf(byFirst.get(name.charCodeAt(0)), name, isFolder, found);
    return loose.length > 0 ? lastOf(loose, name, isFolder, found) : found;
  };
}

const isNamed = (rule: Rule): rule is Named => rule.name !== undefined;

function push<Key>(map: Map<Key, Named[]>, key: Key, rule: Named): void {
  const there = map.get(key);
  if (there) there.push(rule);
  else map.set(key, [rule]);
}

function lastOf(
  rules: readonly Named[] | undefined,
  name: string,
  isFolder: boolean,
  found: Rule | undefined,
): Rule | undefined {
  if (!rules) return found;
  for (let at = rules.length - 1; at >= 0; at--) {
    const rule = rules[at];
    if (!rule || (found && rule.at < found.at)) return found;
    if ((isFolder || !rule.isForFolders) && matchesGlob(rule.name, name)) return rule;
  }
  return found;
}
