import type {BeginJob, BegunFile, EndJob, FileAnswer, FilesAnswer, FilesJob, PiecesJob} from '../restore/jobs.js';
import type {PackAnswer, PackJob} from '../verify/check-pack.js';
import type {SharedKeys} from './reading.js';

/** What threads that read a repository are asked, and what they answer to each. */
export interface Jobs {
  pack: {job: PackJob; answer: PackAnswer};
  files: {job: FilesJob; answer: FilesAnswer};
  begin: {job: BeginJob; answer: BegunFile};
  pieces: {job: PiecesJob; answer: FileAnswer};
  end: {job: EndJob; answer: FileAnswer};
}

export type JobKind = keyof Jobs;
export type JobOf<Kind extends JobKind> = Jobs[Kind]['job'];
export type AnswerOf<Kind extends JobKind> = Jobs[Kind]['answer'];

export interface ReadStart {
  keys: SharedKeys;
  restore: RestoreStart | undefined;
}

/** What a restore tells its threads once. */
export interface RestoreStart {
  /** The folder everything goes into, open. */
  target: number;
  targetPath: string;
  overwrites: boolean;
  isRoot: boolean;
  /** What the names of unfinished files begin with. */
  temporary: string;
}

export type ToReader = {kind: JobKind; job: unknown};
export type FromReader = {answer: unknown} | {broken: {message: string; code?: string | undefined}};
