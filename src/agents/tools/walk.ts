import {opendir} from 'node:fs/promises';
import {join} from 'node:path';
import {whyGuarded} from './guarded.js';
import {inFolder} from './held.js';

/** What nobody looks for among his own. */
const skipped = new Set(['.git', 'node_modules']);
/** A folder with more than that is not read to the end. */
const MOST_IN_FOLDER = 20_000;

export interface Found {
  parts: string[];
  kind: 'file' | 'folder' | 'link' | 'other';
}

/** All that is below a folder, each folder before what is in it. Links are named and not followed. */
export async function* walk(root: string, from: readonly string[], isDeep: boolean): AsyncGenerator<Found> {
  for (const found of await readFolder(root, from)) {
    const name = found.parts.at(-1) ?? '';
    if (whyGuarded(found.parts.join('/'), 'read') !== undefined) continue;
    yield found;
    if (isDeep && found.kind === 'folder' && !skipped.has(name)) yield* walk(root, found.parts, true);
  }
}

function readFolder(root: string, parts: readonly string[]): Promise<Found[]> {
  return inFolder(root, parts, 'only if there', async ({base}) => {
    const found: Found[] = [];
    for await (const entry of await opendir(join(base, '.'))) {
      const kind = entry.isFile()
        ? 'file'
        : entry.isDirectory()
          ? 'folder'
          : entry.isSymbolicLink()
            ? 'link'
            : ('other' as const);
      found.push({parts: [...parts, entry.name], kind});
      if (found.length >= MOST_IN_FOLDER) break;
    }
    return found.sort((a, b) => ((a.parts.at(-1) ?? '') < (b.parts.at(-1) ?? '') ? -1 : 1));
  });
}
