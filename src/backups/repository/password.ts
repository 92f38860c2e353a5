import {randomBytes} from 'node:crypto';
import {join, resolve} from 'node:path';
import {OrkestraError} from '../../../state/errors.js';
import type {World} from '../../world.js';
import {readPasswordFile, writeNewPassword} from './password-file.js';

type Env = Readonly<Record<string, string | undefined>>;

/** What says where the password is. */
export interface PasswordPlaces {
  env: Env;
  /** `backup.password_file`, which counts from the folder of the project. */
  file: string | undefined;
  root: string;
  /** The folder of the project in which things of ours are kept. */
  home: string;
}

export interface FoundPassword {
  password: string;
  /** A variable or a file, for people. */
  from: string;
  /** Made just now: the person should know, since backups are worth nothing without it. */
  isNew: boolean;
}

export const generatedFile = ({home}: Pick<PasswordPlaces, 'home'>): string => join(home, 'secrets', 'backup-password');

export const passwordPlaces = ({paths, config}: Pick<World, 'paths' | 'config'>, env: Env): PasswordPlaces => ({
  env,
  file: config.backup.passwordFile,
  root: paths.root,
  home: paths.home,
});

/** The environment counts most, then the file of the settings, then what was made here. */
export async function findPassword(places: PasswordPlaces): Promise<FoundPassword | undefined> {
  const {env, file, root} = places;
  if (env.RESTIC_PASSWORD) return {password: env.RESTIC_PASSWORD, from: 'RESTIC_PASSWORD', isNew: false};
  if (env.RESTIC_PASSWORD_FILE) return inNamedFile(resolve(env.RESTIC_PASSWORD_FILE), 'RESTIC_PASSWORD_FILE', false);
  if (env.ORKESTRA_BACKUP_PASSWORD)
    return {password: env.ORKESTRA_BACKUP_PASSWORD, from: 'ORKESTRA_BACKUP_PASSWORD', isNew: false};
  if (file) return inNamedFile(resolve(root, file), '`backup.password_file`', true);
  const generated = generatedFile(places);
  const password = await readPasswordFile(generated, {isPrivate: true});
  return password === undefined ? undefined : {password, from: generated, isNew: false};
}

async function inNamedFile(file: string, by: string, isPrivate: boolean): Promise<FoundPassword> {
  const password = await readPasswordFile(file, {isPrivate});
  if (password !== undefined) return {password, from: file, isNew: false};
  throw new OrkestraError('not-found', `There is no file ${file}, where ${by} says the password of the backups is.`, {
    hint: 'Correct the path, or put the password there.',
  });
}

/** For a new repository: one that nobody chose is made and kept, once for all processes. */
export async function findOrMakePassword(places: PasswordPlaces): Promise<FoundPassword> {
  const known = await findPassword(places);
  if (known) return known;
  const file = generatedFile(places);
  const password = randomBytes(32).toString('base64url');
  if (await writeNewPassword(file, password, randomBytes(6).toString('hex')))
    return {password, from: file, isNew: true};
  const others = await findPassword(places);
  if (others) return others;
  throw new OrkestraError('unavailable', `The password of the backups in ${file} went away while it was made.`, {
    hint: 'Try again.',
  });
}

/** There is a repository and nothing that opens it. */
export const noPassword = (where: string): OrkestraError =>
  new OrkestraError('not-found', `There is no password for the backup repository in ${where}.`, {
    hint: 'Set RESTIC_PASSWORD, or name a file in `backup.password_file`.',
  });
