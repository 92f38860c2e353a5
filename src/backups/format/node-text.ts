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
export function nodeHead({name, stats, linkTarget}: EntryFacts, owners: Owners): string {
  const mode = Number(stats.mode);
  const type = typeOf(mode);
  const uid = Number(stats.uid);
  const gid = Number(stats.gid);
  const user = owners.user(uid);
  const group = owners.group(gid);
  const modified = timeText(stats.mtimeNs);
  // Joined, not added: a string that is added up drags all its pieces along until somebody reads it.
  return [
    `{"name":"${quoteName(name)}","type":"${type}","mode":${goMode(mode)},"mtime":"${modified}","atime":"`,
    `${modified}","ctime":"${timeText(stats.ctimeNs)}","uid":${uid},"gid":${gid}`,
    user === '' ? '' : `,"user":"${user}"`,
    group === '' ? '' : `,"group":"${group}"`,
    stats.ino === 0n ? '' : `,"inode":${stats.ino}`,
    stats.dev === 0n ? '' : `,"device_id":${stats.dev}`,
    type === 'file' && stats.size > 0n ? `,"size":${stats.size}` : '',
    HAS_LINKS.has(type) && stats.nlink > 0n ? `,"links":${stats.nlink}` : '',
    linkTarget === undefined ? '' : linkText(linkTarget),
    (type === 'dev' || type === 'chardev') && stats.rdev > 0n ? `,"device":${stats.rdev}` : '',
  ].join('');
}

/** The same file with another size, which stands before its links; no name can hold such text unescaped. */
export function withSize(head: string, bytes: number): string {
  const at = head.lastIndexOf(',"links":');
  const before = head.slice(0, at).replace(/,"size":\d+$/, '');
  return `${before}${bytes > 0 ? `,"size":${bytes}` : ''}${head.slice(at)}`;
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
