/** Files to be made of blobs. Everything about one is a number or bytes, so that handing it to a thread is cheap. */
export interface FileToMake {
  /** Of the folder it goes into: its number in the list of the job. */
  folder: number;
  /** In bytes, as all names here. */
  name: string;
  bytes: number;
  /** As `chmod` takes it. */
  mode: number;
  uid: number;
  gid: number;
  modifiedUs: number;
  /** How many blobs it is made of. */
  blobs: number;
}

/** Blobs in the order of the files they belong to. */
export interface BlobList {
  /** 32 bytes each. */
  ids: Uint8Array;
  /** Four numbers each: of its pack in `packs`, offset, length as stored, length before compression. */
  places: Uint32Array;
  /** Where the packs lie on this machine. */
  packs: string[];
}

export interface FilesJob extends BlobList {
  /** Paths below the target. */
  folders: string[];
  files: FileToMake[];
  /** `make` makes them; `compare` only reads those that are there. */
  how: 'make' | 'compare';
}

/** What became of a file. `there`: with this content before. `taken`: something else is there and stays. */
export type FileState = 'made' | 'there' | 'taken' | 'failed';

export interface FileAnswer {
  state: FileState;
  why?: string | undefined;
}

export interface FilesAnswer {
  answers: FileAnswer[];
}

/** A large file is begun, then filled piece by piece by all threads, then ended. */
export interface BeginJob extends BlobList {
  folder: string;
  file: FileToMake;
}

export interface BegunFile {
  answer?: FileAnswer;
  /** Open for writing where there is no answer yet; open files belong to all threads. */
  descriptor?: number;
  /** The name it is written under. */
  name?: string;
}

export interface PiecesJob extends BlobList {
  descriptor: number;
  /** Where the first of these pieces begins in the file. */
  at: number;
}

export interface EndJob {
  folder: string;
  file: FileToMake;
  descriptor: number;
  name: string;
  /** False: something failed, so what was written is removed. */
  isWhole: boolean;
}

export const PLACE_NUMBERS = 4;
export const ID_BYTES = 32;
