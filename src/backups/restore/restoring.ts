import type {Processes} from '../../processes.js';
import {pathFor, toText} from '../format/names.js';
import type {Repository} from '../repository/repository.js';
import type {HeldFolders} from './held-folders.js';
import type {RestorePlan} from './plan.js';
import type {Report, RestoreCounts} from './report.js';

export interface RestoreWorld {
  repository: Repository;
  processes: Pick<Processes, 'host' | 'self'>;
  signal: AbortSignal;
  tell?: ((counts: RestoreCounts) => void) | undefined;
  threads?: number | undefined;
}

/** What all parts of a restore work with. */
export interface Restoring extends RestoreWorld {
  plan: RestorePlan;
  report: Report;
  held: HeldFolders;
  target: number;
  targetPath: string;
  overwrites: boolean;
  verifies: boolean;
}

export const fullPathOf = ({targetPath}: {targetPath: string}, folder: string, name: string): string =>
  toText([targetPath, folder, name].filter((step) => step !== '').join('/'));

/** As the system is asked for it. */
export const entryPath = (held: HeldFolders, folder: string, name: string): string | Buffer =>
  pathFor(held.pathOf(folder, name));
