import type {BigIntStats} from 'node:fs';
import {goMode, typeOf} from './modes.js';
import {escapeJson, isUtf8, quoteName, toBytes, toText} from './names.js';
import {timeText} from './times.js';

/** Who owns a file, by name; the numbers are kept as well. */
export interface Owners {
  user(uid: number): string;
  group(gid: number): string;
}

export interface EntryFacts {
  /** In bytes, as all names here. */
  name: string;
  stats: BigIntStats;
  linkTarget?: string | undefined;
}

/**
 * The JSON of an entry up to its content, byte for byte as restic 0.14 writes it: so a tree that did not change has the
 * same id whoever wrote it, and a file is unchanged when this text is what its parent tree holds.
 */
export function nodeHead({name, stats, linkTarget}: EntryFacts, owners: Owners, bytes = stats.size): string {
  const mode = Number(stats.mode);
  const type = typeOf(mode);
  const uid = Number(stats.uid);
  const gid = Number(stats.gid);
  const user = owners.user(uid);
  const group = owners.group(gid);
  const modified = timeText(stats.mtimeNs);
  let text = `{"name":"${quoteName(name)}","type":"${type}","mode":${goMode(mode)},"mtime":"${modified}"`;
  text += `,"atime":"${modified}","ctime":"${timeText(stats.ctimeNs)}","uid":${uid},"gid":${gid}`;
  if (user !== '') text += `,"user":"${user}"`;
  if (group !== '') text += `,"group":"${group}"`;
  if (stats.ino !== 0n) text += `,"inode":${stats.ino}`;
  if (stats.dev !== 0n) text += `,"device_id":${stats.dev}`;
  if (type === 'file' && bytes > 0n) text += `,"size":${bytes}`;
  if (HAS_LINKS.has(type) && stats.nlink > 0n) text += `,"links":${stats.nlink}`;
  if (linkTarget !== undefined) text += linkText(linkTarget);
  if ((type === 'dev' || type === 'chardev') && stats.rdev > 0n) text += `,"device":${stats.rdev}`;
  return text;
}

const HAS_LINKS = new Set(['file', 'symlink', 'dev', 'chardev']);

/** A target that is no UTF-8 is kept a second time, as bytes. */
function linkText(target: string): string {
  const text = escapeJson(toText(target));
  if (isUtf8(target)) return `,"linktarget":"${toBytes(text)}"`;
  const raw = Buffer.from(target, 'latin1').toString('base64');
  return `,"linktarget":"${toBytes(text.replaceAll('\ufffd', '\\ufffd'))}","linktarget_raw":"${raw}"`;
}

export const fileText = (head: string, ids: readonly string[]): string =>
  `${head},"content":[${ids.length === 0 ? '' : `"${ids.join('","')}"`}]}`;

export const folderText = (head: string, subtree: string): string => `${head},"content":null,"subtree":"${subtree}"}`;

export const otherText = (head: string): string => `${head},"content":null}`;

/** Entries have to be in the order of their names' bytes already. */
export const treeText = (nodes: readonly string[]): Buffer => Buffer.from(`{"nodes":[${nodes.join(',')}]}\n`, 'latin1');
