import {OrkestraError} from '../../../state/errors.js';
import {isHexId} from './hex-id.js';
import type {EntryType} from './modes.js';
import {toBytes, toText, unquoteName} from './names.js';
import {parseTime} from './times.js';

/** An entry of a folder, as a backup keeps it. */
export interface Entry {
  /** In bytes: one character a byte. */
  name: string;
  type: EntryType;
  /** As Go has it; see `permissionsOf`. */
  mode: number;
  modifiedNs: bigint;
  uid: number;
  gid: number;
  user: string;
  group: string;
  /** Inode and device as text, together the same for all names of one file. */
  file: string;
  bytes: number;
  links: number;
  linkTarget: string;
  device: number;
  /** The ids of its content; only files have them. */
  content: string[];
  subtree: string | undefined;
  /** It has extended attributes, which are shown and not restored. */
  hasAttributes: boolean;
}

const TYPES: readonly string[] = [
  'file',
  'dir',
  'symlink',
  'dev',
  'chardev',
  'fifo',
  'socket',
  'irregular',
] satisfies EntryType[];
const isType = (type: string): type is EntryType => TYPES.includes(type);

/** Whoever made the repository may be hostile: a name is one step, and no name comes twice. */
export function parseTree(json: Buffer, treeId: string): Entry[] {
  const refuse: Refuse = (why) => {
    throw damaged(treeId, why);
  };
  const nodes = parseJson(json, treeId)?.nodes ?? [];
  if (!Array.isArray(nodes)) refuse('it is no list of entries');
  const entries = (nodes as unknown[]).map((node) => entryOf(node, refuse));
  const names = new Set<string>();
  for (const {name} of entries) {
    if (names.has(name)) refuse(`the name ${JSON.stringify(toText(name))} comes twice`);
    names.add(name);
  }
  return entries;
}

type Json = Record<string, unknown>;
type Refuse = (why: string) => never;

function parseJson(json: Buffer, treeId: string): Json | undefined {
  let read: unknown;
  try {
    read = JSON.parse(json.toString('utf8'));
  } catch (error) {
    throw damaged(treeId, 'it is no JSON', error);
  }
  if (typeof read !== 'object' || read === null) throw damaged(treeId, 'it is no list of entries');
  return read as Json;
}

/** Looked at by hand: a backup has as many entries as files, and a schema takes longer than reading them. */
function entryOf(node: unknown, refuse: Refuse): Entry {
  if (typeof node !== 'object' || node === null) return refuse('one of its entries is none');
  const found = node as Json;
  const text = (key: string, or?: string): string => {
    const value = found[key] ?? or;
    return typeof value === 'string' ? value : refuse(`\`${key}\` of an entry is no text`);
  };
  const whole = (key: string): number => {
    const value = found[key] ?? 0;
    return typeof value === 'number' && value >= 0 ? value : refuse(`\`${key}\` of an entry is no number`);
  };
  const type = typeOfText(text('type', 'irregular'));
  const raw = found.linktarget_raw === undefined ? undefined : text('linktarget_raw');
  return {
    name: nameOf(text('name'), refuse),
    type,
    mode: whole('mode'),
    modifiedNs: parseTime(text('mtime', '')) ?? 0n,
    uid: whole('uid'),
    gid: whole('gid'),
    user: text('user', ''),
    group: text('group', ''),
    file: `${whole('device_id')}:${whole('inode')}`,
    bytes: whole('size'),
    links: whole('links'),
    linkTarget: raw === undefined ? toBytes(text('linktarget', '')) : Buffer.from(raw, 'base64').toString('latin1'),
    device: whole('device'),
    content: contentOf(found.content ?? [], type, refuse),
    subtree: type === 'dir' && found.subtree != null ? hexId(found.subtree, refuse) : undefined,
    hasAttributes: Array.isArray(found.extended_attributes) && found.extended_attributes.length > 0,
  };
}

const typeOfText = (type: string): EntryType => (isType(type) ? type : 'irregular');

function nameOf(quoted: string, refuse: Refuse): string {
  const name = unquoteName(quoted);
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name))
    refuse(`the name ${JSON.stringify(toText(name))} would lead out of its folder`);
  return name;
}

const NOTHING: string[] = [];

function contentOf(content: unknown, type: EntryType, refuse: Refuse): string[] {
  if (!Array.isArray(content)) return refuse('the content of an entry is no list');
  if (content.length === 0) return NOTHING;
  const ids = content.map((id) => hexId(id, refuse));
  return type === 'file' ? ids : NOTHING;
}

const hexId = (id: unknown, refuse: Refuse): string => (isHexId(id) ? id : refuse('a part of an entry has no id'));

const damaged = (treeId: string, why: string, cause?: unknown): OrkestraError =>
  new OrkestraError('corrupt', `The folder ${treeId.slice(0, 8)} in the repository cannot be used: ${why}.`, {
    hint: '`orkestra verify` names the backups it belongs to.',
    cause,
  });
