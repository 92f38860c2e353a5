import {createHash} from 'node:crypto';
import {closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync} from 'node:fs';

export interface CompareOptions {
  /** Of folders as well; a folder that was filled by hand has a time of its own. */
  comparesTimes?: boolean;
  comparesOwners?: boolean;
  /** Restored files may have more holes than their sources, never fewer. */
  comparesHoles?: boolean;
}

/** What one folder says of itself, entry by entry. */
type Facts = Map<string, string>;

/**
 * Every difference between two folders, as sentences: names as bytes, kinds, modes, times to the microsecond, link targets,
 * contents, which names are one file, and holes.
 */
export function compareTrees(one: string, other: string, options: CompareOptions = {}): string[] {
  const [left, right] = [factsOf(one, options), factsOf(other, options)];
  const names = new Set([...left.keys(), ...right.keys()]);
  const differences = [...names].flatMap((name) => {
    const [first, second] = [left.get(name), right.get(name)];
    return first === second ? [] : [`${show(name)}: ${first ?? 'is not there'} / ${second ?? 'is not there'}`];
  });
  return [...differences, ...compareHoles(one, other, options)];
}

const show = (name: string): string => JSON.stringify(Buffer.from(name, 'latin1').toString('utf8'));

function factsOf(root: string, options: CompareOptions): Facts {
  const facts: Facts = new Map();
  const groups = new Map<string, string[]>();
  walk(root, '', (name, stats, at) => {
    facts.set(name, textOf(name, stats, at, options));
    if (!stats.isFile() || stats.nlink < 2n) return;
    const inode = `${stats.dev}:${stats.ino}`;
    groups.set(inode, [...(groups.get(inode) ?? []), name]);
  });
  for (const names of groups.values()) {
    const first = show(names.toSorted()[0] ?? '');
    for (const name of names) if (names.length > 1) facts.set(name, `${facts.get(name)}, one file with ${first}`);
  }
  return facts;
}

type Stats = ReturnType<typeof statsOf>;
const statsOf = (path: string) => lstatSync(bytes(path), {bigint: true});
const bytes = (path: string): Buffer => Buffer.from(path, 'latin1');

/** Deep folders are reached through one that is open: the system refuses paths of more than 4095 bytes. */
const LONGEST_PATH = 3800;

function walk(at: string, name: string, visit: (name: string, stats: Stats, at: string) => void): void {
  const stats = statsOf(at);
  if (name !== '') visit(name, stats, at);
  if (!stats.isDirectory()) return;
  const descriptor = at.length > LONGEST_PATH ? openSync(bytes(at), 'r') : undefined;
  const here = descriptor === undefined ? at : `/proc/self/fd/${descriptor}`;
  for (const entry of readdirSync(bytes(`${here}/`), {encoding: 'latin1'}))
    walk(`${here}/${entry}`, `${name}/${entry}`, visit);
  if (descriptor !== undefined) closeSync(descriptor);
}

function textOf(name: string, stats: Stats, at: string, options: CompareOptions): string {
  const facts = [kindOf(stats), `mode ${(stats.mode & 0o7777n).toString(8)}`];
  if (options.comparesTimes !== false) facts.push(`time ${stats.mtimeNs / 1000n}`);
  if (options.comparesOwners !== false) facts.push(`owner ${stats.uid}:${stats.gid}`);
  if (stats.isSymbolicLink()) facts.push(`to ${show(readlinkSync(bytes(at), {encoding: 'latin1'}))}`);
  if (stats.isFile()) facts.push(`${stats.size} bytes`, hashOf(at));
  return name === '' ? '' : facts.join(', ');
}

function kindOf(stats: Stats): string {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  if (stats.isSymbolicLink()) return 'link';
  return stats.isFIFO() ? 'pipe' : 'something else';
}

function hashOf(path: string): string {
  const hash = createHash('sha256');
  const room = Buffer.allocUnsafe(1024 * 1024);
  const descriptor = openSync(bytes(path), 'r');
  for (let got = readSync(descriptor, room); got > 0; got = readSync(descriptor, room))
    hash.update(room.subarray(0, got));
  closeSync(descriptor);
  return hash.digest('hex').slice(0, 16);
}

/** A disk may need some more blocks for a file than another. */
const SLACK_BLOCKS = 256n;

function compareHoles(one: string, other: string, {comparesHoles = true}: CompareOptions): string[] {
  const blocks = new Map<string, bigint>();
  if (comparesHoles) walk(one, '', (name, stats) => void (stats.isFile() && blocks.set(name, stats.blocks)));
  const worse: string[] = [];
  walk(other, '', (name, stats) => {
    const before = blocks.get(name);
    if (before !== undefined && stats.blocks > before + SLACK_BLOCKS)
      worse.push(`${show(name)}: takes ${stats.blocks} blocks instead of ${before}`);
  });
  return worse;
}
