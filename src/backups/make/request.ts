import type {ExcludeOptions} from '../excludes/excludes.js';

/** What is to be backed up, and how. Paths are absolute and in bytes. */
export interface BackupRequest {
  paths: readonly string[];
  excludes: Omit<ExcludeOptions, 'ignoreFile' | 'always'> & {usesIgnoreFiles: boolean; skipsCaches: boolean};
  /** What lies below a target and is never taken: the repository itself. */
  never(target: string): string[];
  isOneFileSystem: boolean;
  compression: 'off' | 'auto' | 'max';
  /** What did not change since is not read again. */
  parent: {id: string; tree: string} | undefined;
  /** What the paths of files in the making begin with. */
  scratchPrefix: string;
  threads?: number | undefined;
  packBytes?: number | undefined;
}
