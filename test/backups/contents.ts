import {hash} from 'node:crypto';
import {lstatSync, readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {join} from 'node:path';
import {parseTree} from '../../src/backups/format/tree.js';
import type {Repository} from '../../src/backups/repository/repository.js';

/** Every path below a folder, with what tells its content: two equal ones are the same to the byte. */
export type Contents = Readonly<Record<string, string>>;

export function contentsOf(folder: string): Contents {
  const found: Record<string, string> = {};
  for (const path of readdirSync(folder, {recursive: true, encoding: 'utf8'}).sort()) {
    const stats = lstatSync(join(folder, path));
    if (stats.isDirectory()) found[path] = 'folder';
    else if (stats.isSymbolicLink()) found[path] = `link ${readlinkSync(join(folder, path))}`;
    else found[path] = hash('sha256', readFileSync(join(folder, path)));
  }
  return found;
}

/** The same of a folder in a backup, each blob read, opened and held against its id. */
export async function contentsIn(repository: Repository, tree: string, folder: string): Promise<Contents> {
  const found: Record<string, string> = {};
  const walk = async (id: string, path: string): Promise<void> => {
    for (const {name, type, content, subtree, linkTarget} of parseTree(await repository.loadBlob(id), id)) {
      const here = path === '' ? name : `${path}/${name}`;
      if (type === 'symlink') found[here] = `link ${linkTarget}`;
      else if (type === 'file') {
        const blobs = await Promise.all(content.map((blob) => repository.loadBlob(blob)));
        found[here] = hash('sha256', Buffer.concat(blobs));
      } else found[here] = 'folder';
      if (subtree !== undefined) await walk(subtree, here);
    }
  };
  let at = tree;
  for (const part of folder.split('/').filter((one) => one !== '')) {
    const entry = parseTree(await repository.loadBlob(at), at).find(({name}) => name === part);
    at = entry?.subtree ?? '';
  }
  await walk(at, '');
  return found;
}
