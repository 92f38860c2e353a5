import {isAbsolute, relative, resolve} from 'node:path';
import type {Config} from '../config/schema.js';

/**
 * The settings of a project may have come from anywhere. In a folder that nobody trusts they may not lead files of the
 * person elsewhere, nor to a place whose password somebody else knows. Undefined when they do nothing of the kind.
 */
export function whyNotUntrusted(
  {repository, passwordFile, schedules}: Pick<Config['backup'], 'repository' | 'passwordFile' | 'schedules'>,
  root: string,
): string | undefined {
  if (/^[a-z]+:/i.test(repository)) return 'orkestra.yaml sends backups to another machine';
  if (!isWithin(root, repository)) return 'orkestra.yaml puts backups outside of the project';
  if (passwordFile !== undefined) return 'orkestra.yaml names a file with the password of the backups';
  const outside = schedules.find(({path}) => !isWithin(root, path));
  return outside && `the schedule ${outside.name} backs up what is outside of the project`;
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, resolve(root, path));
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}
