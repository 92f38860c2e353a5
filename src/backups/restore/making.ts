import type {LocalPacks} from '../read/local-packs.js';
import type {ReadPool} from '../read/read-pool.js';
import type {MadeFolders} from './folders.js';
import type {BlobList, FileAnswer, FilesJob} from './jobs.js';
import type {PlannedFile} from './plan.js';
import {fullPathOf, type Restoring} from './restoring.js';

export interface Making extends Restoring {
  made: MadeFolders;
  pool: ReadPool;
  packs: LocalPacks;
}

/** What became of each file of the plan; names of a file that is made under another name have none. */
export type FileStates = (FileAnswer['state'] | undefined)[];

/** Without what only the plan needs. */
export const plainFile = ({name, bytes, mode, uid, gid, modifiedUs, blobs}: PlannedFile, folder: number) => ({
  ...{folder, name, bytes, mode, uid, gid, modifiedUs, blobs},
});

/** Packs are held as files of this machine while a thread reads them. */
export async function withPacks<Result>(
  packs: LocalPacks,
  list: BlobList,
  work: (list: BlobList) => Promise<Result>,
): Promise<Result> {
  try {
    const paths = await Promise.all(list.packs.map((pack) => packs.hold(pack)));
    return await work({...list, packs: paths});
  } finally {
    for (const pack of list.packs) packs.release(pack);
  }
}

export function take(
  making: Restoring & {made: MadeFolders},
  number: number,
  {state, why}: FileAnswer,
  how: FilesJob['how'],
  states: FileStates,
): void {
  const {plan, made, report} = making;
  const file = plan.files[number];
  if (!file) return;
  if (how === 'make') states[number] = state;
  if (state === 'made') {
    report.add('bytes', file.bytes);
    report.add('files');
  } else if (state === 'there') report.add(how === 'make' ? 'sameFiles' : 'verifiedFiles');
  else report.problem(fullPathOf(making, made.pathOf(file.folder), file.name), why ?? 'it could not be restored');
}
