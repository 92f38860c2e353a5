import {OrkestraError} from '../../state/errors.js';

/** In a repository a name is a tag, so it is seen and kept by other programs as well. */
const PREFIX = 'name=';

export const nameTag = (name: string): string => PREFIX + name;

export const nameIn = (tags: readonly string[]): string | undefined =>
  tags.find((tag) => tag.startsWith(PREFIX))?.slice(PREFIX.length);

export const withoutName = (tags: readonly string[]): string[] => tags.filter((tag) => !tag.startsWith(PREFIX));

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,63}$/u;

export function checkBackupName(name: string): string {
  if (NAME.test(name)) return name;
  throw new OrkestraError('invalid', `${JSON.stringify(name.slice(0, 80))} cannot be the name of a backup.`, {
    hint: 'Up to 64 letters, digits, spaces and -_. are fine; the first is a letter or a digit.',
  });
}

/** Tags are lists separated by commas elsewhere, and a name is no ordinary tag. */
export function checkTag(tag: string): string {
  if (tag !== '' && !tag.includes(',') && !tag.startsWith(PREFIX) && tag.length <= 100) return tag;
  throw new OrkestraError('invalid', `${JSON.stringify(tag.slice(0, 80))} cannot be a tag.`, {
    hint: 'A tag is a word without commas; `--name` gives a backup its name.',
  });
}
