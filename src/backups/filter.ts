/** Which backups are meant; what is not said does not matter. */
export interface BackupFilter {
  name?: string | undefined;
  /** All of them. */
  tags?: readonly string[] | undefined;
  host?: string | undefined;
  /** One of what was backed up. */
  path?: string | undefined;
}

export const matches = (
  {name, tags, host, path}: BackupFilter,
  backup: {name: string | null | undefined; tags: readonly string[]; host: string; paths: readonly string[]},
): boolean =>
  (name === undefined || backup.name === name) &&
  (host === undefined || backup.host === host) &&
  (path === undefined || backup.paths.includes(path)) &&
  (tags ?? []).every((tag) => backup.tags.includes(tag));
