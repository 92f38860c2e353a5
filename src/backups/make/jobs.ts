import type {SharedBlobs} from '../repository/blob-table.js';

/** What a thread is told once, before its first job. */
export interface ThreadStart {
  keys: {encrypt: Uint8Array; k: Uint8Array; r: Uint8Array};
  polynomial: bigint;
  /** None stores blobs as they are. */
  level: number | undefined;
  /** Where packs are made; their names begin with `prefix`. */
  scratch: string;
  prefix: string;
  packBytes: number;
  blobs: SharedBlobs;
}

/** Files to be read whole, in order. */
export interface FilesJob {
  kind: 'files';
  /** In bytes, as all paths here. */
  paths: string[];
}

/** Finds where the next pieces of a large file end, so that many threads can read it. */
export interface CutsJob {
  kind: 'cuts';
  path: string;
  offset: number;
}

/** Pieces of a large file, one after the other. */
export interface PiecesJob {
  kind: 'pieces';
  path: string;
  offset: number;
  lengths: number[];
}

export type Job = FilesJob | CutsJob | PiecesJob;
export type ToThread = {job: Job} | {blobs: SharedBlobs} | 'finish';

/** What became of one file, or of the pieces of one. */
export interface FileOutcome {
  /** The ids of its content, 32 bytes each. */
  ids: Uint8Array;
  bytes: number;
  /** Nanoseconds, as the open file said; another time than the walk saw is a change meanwhile. */
  modifiedNs: bigint;
  error?: {code: string; message: string};
}

export interface Cuts {
  lengths: number[];
  isLast: boolean;
  error?: {code: string; message: string};
}

/** A finished pack in the scratch folder. */
export interface MadePack {
  file: string;
  name: string;
  bytes: number;
  /** Its blobs in order, as in the header of the pack: see format/pack-header. */
  header: Uint8Array;
}

export type FromThread =
  | {kind: 'files'; outcomes: FileOutcome[]}
  | ({kind: 'cuts'} & Cuts)
  | {kind: 'pieces'; outcome: FileOutcome}
  | {kind: 'pack'; pack: MadePack}
  | {kind: 'finished'}
  | {kind: 'broken'; message: string; code?: string | undefined};
