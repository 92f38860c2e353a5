import type {Db} from './db.js';

export type NoticeKind = 'needs-you' | 'done' | 'info';
export type NoticePriority = 'low' | 'normal' | 'high' | 'urgent';

/** Something that somebody is told. One may stand for many that came to the same. */
export interface Notice {
  id: number;
  at: number;
  recipient: string;
  kind: NoticeKind;
  priority: NoticePriority;
  /** What it is about, in a word: 'done', 'failed', 'review', 'held', 'blocked', 'milestone', 'message'. */
  about: string;
  /** Of the first it stood for. */
  title: string;
  message: string;
  /** The task, or the last of those it stands for. */
  task: number | null;
  count: number;
  readAt: number | null;
}

export type NewNotice = Omit<Notice, 'id' | 'readAt'>;

/** So many are kept, the newest. */
const KEPT = 1000;
const TRIM_EVERY = 50;

export function insertNotice(db: Db, notice: NewNotice): number {
  const {at, recipient, kind, priority, about, title, message, task, count} = notice;
  const id = Number(
    db
      .prepare(
        `INSERT INTO notifications(at, recipient, kind, priority, about, title, message, task, count)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(at, recipient, kind, priority, about, title, message, task, count).lastInsertRowid,
  );
  if (id % TRIM_EVERY === 0) trim(db);
  return id;
}

/** What somebody sent stays until it is read; the rest can be seen elsewhere. */
const trim = (db: Db): void =>
  void db
    .prepare(
      `DELETE FROM notifications WHERE id <= (SELECT id FROM notifications ORDER BY id DESC LIMIT 1 OFFSET ?)
       AND (about <> 'message' OR readAt IS NOT NULL)`,
    )
    .run(KEPT);

export interface Growth {
  recipient: string;
  about: string;
  at: number;
  count: number;
  /** The last of those that are added. */
  task: number;
  withinMs: number;
  /** Only a notice that stands for several already. */
  isOfMany: boolean;
}

/** Adds to the newest of its sort, as long as that is new and nobody has read it; one statement, since it is in the heart of the queue. */
export const growNotice = (db: Db, {recipient, about, at, count, task, withinMs, isOfMany}: Growth): boolean =>
  db
    .prepare(
      `UPDATE notifications SET at = ?, count = count + ?, task = ?
       WHERE id = (SELECT id FROM notifications INDEXED BY notificationsNewest WHERE recipient = ? AND about = ?
                   ORDER BY id DESC LIMIT 1)
         AND readAt IS NULL AND abs(? - at) < ? AND count > ?`,
    )
    .run(at, count, task, recipient, about, at, withinMs, isOfMany ? 1 : 0).changes === 1;

const COLUMNS = 'id, at, recipient, kind, priority, about, title, message, task, count, readAt';

export const readNotice = (db: Db, id: number): Notice | undefined =>
  db.prepare<Notice>(`SELECT ${COLUMNS} FROM notifications WHERE id = ?`).get(id);

/** The next one of this recipient, whether it was read or not. */
export const readNoticeAfter = (db: Db, recipient: string, id: number): Notice | undefined =>
  db
    .prepare<Notice>(`SELECT ${COLUMNS} FROM notifications WHERE id > ? AND recipient = ? ORDER BY id LIMIT 1`)
    .get(id, recipient);

export const readNewestNoticeId = (db: Db): number => db.value<number | null>('SELECT max(id) FROM notifications') ?? 0;

const UNREAD_MESSAGES = `notifications INDEXED BY notificationsUnread
       WHERE recipient = ? AND readAt IS NULL AND about = 'message'`;

/** What was sent and not read yet, the oldest first. */
export const listMessages = (db: Db, recipient: string, limit: number): Notice[] =>
  db.prepare<Notice>(`SELECT ${COLUMNS} FROM ${UNREAD_MESSAGES} ORDER BY id LIMIT ?`).all(recipient, limit);

export const countMessages = (db: Db, recipient: string): number =>
  db.value(`SELECT count(*) FROM ${UNREAD_MESSAGES}`, recipient) ?? 0;

/** The newest, oldest first. */
export const listNotices = (db: Db, recipient: string, {limit, isUnread = false}: NoticeFilter): Notice[] =>
  db
    .prepare<Notice>(
      `SELECT ${COLUMNS} FROM notifications
       WHERE recipient = ? ${isUnread ? 'AND readAt IS NULL' : ''} ORDER BY id DESC LIMIT ?`,
    )
    .all(recipient, limit)
    .reverse();

export interface NoticeFilter {
  limit: number;
  isUnread?: boolean;
}

/** Those that were not read yet, or only these of them; returns how many that were. */
export function markRead(db: Db, recipient: string, at: number, ids?: readonly number[]): number {
  const unread = 'UPDATE notifications SET readAt = ? WHERE recipient = ? AND readAt IS NULL';
  if (!ids) return db.prepare(unread).run(at, recipient).changes;
  return db.prepare(`${unread} AND id IN (SELECT value FROM json_each(?))`).run(at, recipient, JSON.stringify(ids))
    .changes;
}

/** Somebody has seen to the task: nobody has to be told of it any more. */
export const settleNotices = (db: Db, task: number, at: number): void =>
  void db
    .prepare(
      `UPDATE notifications INDEXED BY notificationsUnread SET readAt = ?
       WHERE readAt IS NULL AND kind = 'needs-you' AND task = ? AND count = 1`,
    )
    .run(at, task);

/** What was in trouble goes well again. */
export const settleAbout = (db: Db, about: string, at: number): void =>
  void db
    .prepare(
      `UPDATE notifications INDEXED BY notificationsUnread SET readAt = ?
       WHERE readAt IS NULL AND kind = 'needs-you' AND about = ?`,
    )
    .run(at, about);

export type ToldNotice = Pick<Notice, 'id' | 'about' | 'count' | 'task' | 'title'>;

/** What a screen says of the inbox. */
export interface Inbox {
  unread: number;
  /** The newest of each sort that nobody has read. */
  need: ToldNotice | undefined;
  done: ToldNotice | undefined;
}

export function readInbox(db: Db, recipient: string): Inbox {
  const newest = (kind: NoticeKind) =>
    db
      .prepare<ToldNotice>(
        `SELECT id, about, count, task, title FROM notifications INDEXED BY notificationsUnread
         WHERE recipient = ? AND readAt IS NULL AND kind = ? ORDER BY id DESC LIMIT 1`,
      )
      .get(recipient, kind);
  const unread =
    db.value(
      'SELECT count(*) FROM notifications INDEXED BY notificationsUnread WHERE recipient = ? AND readAt IS NULL',
      recipient,
    ) ?? 0;
  return {unread, need: unread > 0 ? newest('needs-you') : undefined, done: unread > 0 ? newest('done') : undefined};
}
