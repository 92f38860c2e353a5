import {z} from 'zod';
import {OrkestraError} from '../../../state/errors.js';
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

const id = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.number().nonnegative();

const node = z.object({
  name: z.string(),
  type: z.string().default('irregular'),
  mode: whole.default(0),
  mtime: z.string().default('1970-01-01T00:00:00Z'),
  uid: whole.default(0),
  gid: whole.default(0),
  user: z.string().default(''),
  group: z.string().default(''),
  inode: whole.default(0),
  device_id: whole.default(0),
  size: whole.default(0),
  links: whole.default(0),
  linktarget: z.string().default(''),
  linktarget_raw: z.string().optional(),
  device: whole.default(0),
  content: z.array(id).nullish(),
  subtree: id.nullish(),
  extended_attributes: z.array(z.unknown()).nullish(),
});
const tree = z.object({nodes: z.array(node).nullish()});

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
  const read = tree.safeParse(parseJson(json, treeId));
  if (!read.success) throw damaged(treeId, `it is no list of entries (${read.error.issues[0]?.path.join('.')})`);
  const entries = (read.data.nodes ?? []).map((found) => entryOf(found, treeId));
  const names = new Set<string>();
  for (const {name} of entries) {
    if (names.has(name)) throw damaged(treeId, `the name ${JSON.stringify(toText(name))} comes twice`);
    names.add(name);
  }
  return entries;
}

function parseJson(json: Buffer, treeId: string): unknown {
  try {
    return JSON.parse(json.toString('utf8'));
  } catch (error) {
    throw damaged(treeId, 'it is no JSON', error);
  }
}

function entryOf(found: z.infer<typeof node>, treeId: string): Entry {
  const name = unquoteName(found.name);
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) {
    throw damaged(treeId, `the name ${JSON.stringify(toText(name))} would lead out of its folder`);
  }
  const type = isType(found.type) ? found.type : 'irregular';
  const raw = found.linktarget_raw;
  return {
    name,
    type,
    mode: found.mode,
    modifiedNs: parseTime(found.mtime) ?? 0n,
    uid: found.uid,
    gid: found.gid,
    user: found.user,
    group: found.group,
    file: `${found.device_id}:${found.inode}`,
    bytes: found.size,
    links: found.links,
    linkTarget: raw === undefined ? toBytes(found.linktarget) : Buffer.from(raw, 'base64').toString('latin1'),
    device: found.device,
    content: type === 'file' ? (found.content ?? []) : [],
    subtree: type === 'dir' ? (found.subtree ?? undefined) : undefined,
    hasAttributes: (found.extended_attributes ?? []).length > 0,
  };
}

const damaged = (treeId: string, why: string, cause?: unknown): OrkestraError =>
  new OrkestraError('corrupt', `The folder ${treeId.slice(0, 8)} in the repository cannot be used: ${why}.`, {
    hint: '`orkestra verify` names the backups it belongs to.',
    cause,
  });
