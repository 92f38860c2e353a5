import type {Offer} from './form-offers.js';

const MOST = 20;

/**
 * Files and folders that fit: those that begin so come first, a folder stands for all that is in it. `typed` may be any
 * part of a path.
 */
export function fileOffers(files: readonly string[], typed: string): Offer[] {
  const lower = typed.toLowerCase();
  const folders = new Set<string>();
  const begin: string[] = [];
  const contain: string[] = [];
  for (const file of files) {
    const at = file.toLowerCase().indexOf(lower);
    if (at < 0) continue;
    const slash = file.indexOf('/', at + lower.length);
    if (slash >= 0) folders.add(file.slice(0, slash));
    if (at === 0 || file[at - 1] === '/') begin.push(file);
    else contain.push(file);
    if (begin.length >= MOST) break;
  }
  const globs = [...folders]
    .slice(0, MOST)
    .map((folder): Offer => ({value: `${folder}/**`, help: 'all in the folder'}));
  const plain = [...begin, ...contain].slice(0, MOST).map((value): Offer => ({value, help: ''}));
  // What is one file is more often meant than the folders around it, once little is left to choose from.
  return plain.length <= 3 ? [...plain, ...globs] : [...globs.slice(0, 3), ...plain, ...globs.slice(3)];
}
