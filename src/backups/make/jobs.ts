import type {SharedBlobs} from '../repository/blob-table.js';

/** What a thread is told once, before its first job. */
export interface ThreadStart {
  keys: {encrypt: Uint8Array; k: Uint8Array; r: Uint8Array};
  polynomial: bigint;
  /** None stores blobs as they are. */
  level: number | undefined;
  /** What the paths of packs in the making begin with. */
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
  ids: Uint8Array[];
  bytes: number;
  /** As the open file said once it was read; another time than the walk saw is a change meanwhile. */
  modifiedNs: bigint;
  error?: FileError | undefined;
}

export interface FileError {
  code: string;
  message: string;
}

/** Outcomes on their way to another thread: few large pieces of memory instead of many small ones. */
export interface PackedOutcomes {
  ids: Uint8Array;
  counts: Uint32Array;
  bytes: Float64Array;
  modifiedNs: BigInt64Array;
  errors: Map<number, FileError>;
}

export interface Cuts {
  lengths: number[];
  isLast: boolean;
  error?: FileError;
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
  | {kind: 'read'; outcomes: PackedOutcomes}
  | ({kind: 'cuts'} & Cuts)
  | {kind: 'pack'; pack: MadePack}
  | {kind: 'finished'}
  | {kind: 'broken'; message: string; code?: string | undefined};

const ID_BYTES = 32;

export function packOutcomes(outcomes: readonly FileOutcome[]): PackedOutcomes {
  const counts = Uint32Array.from(outcomes, ({ids}) => ids.length);
  const ids = new Uint8Array(counts.reduce((sum, count) => sum + count, 0) * ID_BYTES);
  let at = 0;
  for (const outcome of outcomes) {
    for (const id of outcome.ids) {
      ids.set(id, at);
      at += ID_BYTES;
    }
  }
  return {
    ids,
    counts,
    bytes: Float64Array.from(outcomes, ({bytes}) => bytes),
    modifiedNs: BigInt64Array.from(outcomes, ({modifiedNs}) => modifiedNs),
    errors: new Map(outcomes.flatMap(({error}, number) => (error ? [[number, error] as const] : []))),
  };
}

export function unpackOutcomes({ids, counts, bytes, modifiedNs, errors}: PackedOutcomes): FileOutcome[] {
  let at = 0;
  const next = (): Uint8Array => {
    at += ID_BYTES;
    return ids.subarray(at - ID_BYTES, at);
  };
  return Array.from(counts, (count, number) => ({
    ids: Array.from({length: count}, next),
    bytes: bytes[number] ?? 0,
    modifiedNs: modifiedNs[number] ?? 0n,
    error: errors.get(number),
  }));
}
