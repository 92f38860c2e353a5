import {OrkestraError} from '../../../state/errors.js';
import type {World} from '../../world.js';
import {type Layer, makeLayer} from '../excludes/layer.js';
import {toBytes} from '../format/names.js';
import type {Entry} from '../format/tree.js';
import type {ListedBackup} from '../list-backups.js';
import {selectBackup} from '../select.js';
import {type LookCall, type OpenTree, whileLooking} from './open-tree.js';

export interface FoundFile {
  /** In bytes. */
  path: string;
  /** The newest first. */
  versions: FoundVersion[];
}

/** The same content, in however many backups. */
export interface FoundVersion {
  type: Entry['type'];
  bytes: number;
  modifiedNs: bigint;
  /** The newest first. */
  backups: Pick<ListedBackup, 'id' | 'name' | 'madeAt'>[];
}

export interface FindOrder {
  /** As in a .gitignore: a name at any depth, or a path from the root. */
  globs: readonly string[];
  /** Only in this one. */
  word?: string | undefined;
}

/** Which backups have which version of what these globs match. */
export async function findFiles(world: World, {globs, word}: FindOrder, call: LookCall): Promise<FoundFile[]> {
  const layer = makeLayer(toBytes(globs.map(checkGlob).join('\n')));
  if (!layer) throw new OrkestraError('invalid', 'Name what is to be found, such as `*.ts` or `/etc/hosts`.');
  return whileLooking(world, call, async ({backups, openTree}) => {
    const find = makeFinder(openTree);
    const files = new Map<string, Map<string, FoundVersion>>();
    for (const backup of word === undefined ? backups : [selectBackup(backups, word)]) {
      for (const {path, entry} of await find(backup.tree, layer)) note(files, `/${path}`, entry, backup);
    }
    return [...files].map(([path, versions]) => ({path, versions: [...versions.values()]})).sort(byPath);
  });
}

function checkGlob(glob: string): string {
  if (glob.trim() !== '' && !/[\n\0]/.test(glob)) return glob;
  throw new OrkestraError('invalid', `${JSON.stringify(glob.slice(0, 80))} matches nothing.`, {
    hint: 'Name what is to be found, such as `*.ts` or `/etc/hosts`.',
  });
}

const byPath = (a: FoundFile, b: FoundFile): number => (a.path < b.path ? -1 : 1);

interface Match {
  /** Below the folder it was found from. */
  path: string;
  entry: Entry;
}

/** A folder that many backups share is looked through once, unless the globs mean another thing in another place. */
function makeFinder(openTree: OpenTree): (tree: string, layer: Layer) => Promise<Match[]> {
  const known = new WeakMap<Layer, Map<string, Match[]>>();
  const find = async (tree: string, layer: Layer): Promise<Match[]> => {
    const ofLayer = known.get(layer) ?? new Map<string, Match[]>();
    known.set(layer, ofLayer);
    const before = ofLayer.get(tree);
    if (before) return before;
    const found: Match[] = [];
    for (const entry of await openTree(tree)) {
      if (layer.find(entry.name, entry.type === 'dir')) found.push({path: entry.name, entry});
      if (entry.subtree === undefined) continue;
      const below = await find(entry.subtree, layer.enter(entry.name));
      for (const match of below) found.push({...match, path: `${entry.name}/${match.path}`});
    }
    ofLayer.set(tree, found);
    return found;
  };
  return find;
}

function note(
  files: Map<string, Map<string, FoundVersion>>,
  path: string,
  entry: Entry,
  {id, name, madeAt}: ListedBackup,
): void {
  const versions = files.get(path) ?? new Map<string, FoundVersion>();
  files.set(path, versions);
  const {type, bytes, modifiedNs, content, linkTarget, subtree} = entry;
  const key = [type, content, linkTarget, subtree].join(' ');
  const version = versions.get(key) ?? {type, bytes, modifiedNs, backups: []};
  versions.set(key, version);
  version.backups.push({id, name, madeAt});
}
