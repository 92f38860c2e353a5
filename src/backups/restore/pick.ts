import {aboveOf} from './folders.js';
import type {PlannedFolder, RestorePlan} from './plan.js';

/** A plan of some files of another one, with the folders that lead to them; those keep nothing but their names. */
export function pickFiles(plan: RestorePlan, numbers: readonly number[]): RestorePlan {
  const folders: PlannedFolder[] = [];
  const known = new Map<string, number>();
  const need = (path: string): number => {
    const number = known.get(path);
    if (number !== undefined) return number;
    if (path !== '') need(aboveOf(path).folder);
    known.set(path, folders.length);
    return folders.push({path, metadata: undefined}) - 1;
  };
  need('');
  const files = numbers.flatMap((number) => {
    const file = plan.files[number];
    return file ? [{...file, folder: need(plan.folders[file.folder]?.path ?? '')}] : [];
  });
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {...plan, folders, files, others: [], bytes, problems: []};
}
