import {quoteName} from './names.js';

/** What an earlier backup knows of a folder, read just far enough to tell what changed. */
export interface ParentTree {
  /** The ids of a file's content, when all that is known of it is the same as then. */
  contentOf(name: string, head: string): string[] | undefined;
  has(name: string): boolean;
  subtreeOf(name: string): string | undefined;
}

const START = '{"nodes":[{"name":"';
const BETWEEN = '},{"name":"';
const AFTER_NAME = '","type":"';
const END = /\}\]\}\n?$/;
const ID_LENGTH = 64;

/**
 * A tree is taken apart where one entry ends and the next begins; no string in it can hold that text, since quotes within
 * strings are escaped. Attributes that restic keeps and we cannot are objects with names too: then nothing is compared.
 */
export function parentTree(json: Buffer): ParentTree {
  const text = json.toString('latin1');
  const entries = new Map<string, string>();
  if (text.startsWith(START)) {
    const body = text.slice(START.length).replace(END, '');
    for (const entry of body.split(BETWEEN)) entries.set(entry.slice(0, entry.indexOf(AFTER_NAME)), entry);
  }
  const hasAttributes = text.includes('_attributes":');
  const find = (name: string): string | undefined => entries.get(quoteName(name));
  return {
    contentOf(name, head) {
      const entry = hasAttributes ? undefined : find(name);
      const before = `${head.slice('{"name":"'.length)},"content":[`;
      return entry?.startsWith(before) ? idsIn(entry, before.length) : undefined;
    },
    has: (name) => find(name) !== undefined,
    subtreeOf: (name) => /"subtree":"([0-9a-f]{64})"/.exec(find(name) ?? '')?.[1],
  };
}

function idsIn(entry: string, from: number): string[] | undefined {
  const ids: string[] = [];
  for (let at = from; entry[at] === '"'; at += ID_LENGTH + 3) {
    const id = entry.slice(at + 1, at + 1 + ID_LENGTH);
    if (!/^[0-9a-f]{64}$/.test(id)) return undefined;
    ids.push(id);
  }
  return ids;
}
