import {z} from 'zod';
import {hexId, listOf, readJson} from './read-json.js';

/** What a repository knows of one backup; restic calls it a snapshot. */
export interface BackupFile {
  /** When it was begun, as it stands there, with its zone and nanoseconds. */
  time: string;
  madeAt: number;
  tree: string;
  paths: string[];
  hostname: string;
  username: string;
  uid: number;
  gid: number;
  excludes: string[];
  tags: string[];
  parent: string | undefined;
  /** The backup this one was before its tags were changed. */
  original: string | undefined;
  /** All that was read, with what only its writer understands; kept when the file is written again. */
  fields: Readonly<Record<string, unknown>>;
}

const texts = listOf(z.string());
const optionalId = z.preprocess((value) => value ?? undefined, hexId.optional());

const schema = z.looseObject({
  time: z.string().refine((time) => !Number.isNaN(Date.parse(time))),
  tree: hexId,
  paths: texts,
  hostname: z.string().default(''),
  username: z.string().default(''),
  uid: z.int().nonnegative().default(0),
  gid: z.int().nonnegative().default(0),
  excludes: texts,
  tags: texts,
  parent: optionalId,
  original: optionalId,
});

export function readBackupFile(json: Uint8Array, id: string): BackupFile {
  const what = `The backup ${id.slice(0, 8)}`;
  const {time, tree, paths, hostname, username, uid, gid, excludes, tags, parent, original} = readJson(
    schema,
    json,
    what,
  );
  const fields = readJson(z.record(z.string(), z.unknown()), json, what);
  const madeAt = Date.parse(time);
  return {time, madeAt, tree, paths, hostname, username, uid, gid, excludes, tags, parent, original, fields};
}

/** What a new backup says of itself; `summary` and the like go into `more` under the names restic gives them. */
export interface BackupDraft {
  time: string;
  tree: string;
  paths: readonly string[];
  hostname: string;
  username: string;
  parent?: string | undefined;
  uid?: number | undefined;
  gid?: number | undefined;
  excludes?: readonly string[] | undefined;
  tags?: readonly string[] | undefined;
  programVersion?: string | undefined;
  more?: Readonly<Record<string, unknown>> | undefined;
}

/** In the order restic writes it; what is empty is left out, as restic does. */
export function makeBackupFile(draft: BackupDraft): Buffer {
  const {time, parent, tree, paths, hostname, username, uid, gid, excludes, tags, programVersion, more} = draft;
  return jsonOf({
    time,
    parent,
    tree,
    paths,
    hostname,
    username,
    uid: uid || undefined,
    gid: gid || undefined,
    excludes: listOrNothing(excludes),
    tags: listOrNothing(tags),
    program_version: programVersion,
    ...more,
  });
}

/** The same backup with other tags. It is another file then, which says which one it was at first. */
export const retagBackupFile = (file: BackupFile, id: string, tags: readonly string[]): Buffer =>
  jsonOf({...file.fields, tags: listOrNothing(tags), original: file.original ?? id});

const listOrNothing = (list: readonly string[] | undefined): readonly string[] | undefined =>
  list !== undefined && list.length > 0 ? list : undefined;

const jsonOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
