import {hash} from 'node:crypto';
import {type AuditEvent, insertAuditEvents, readAuditHead} from '../../state/audit.js';
import type {Db} from '../../state/db.js';

/** What the chain starts from. */
export const GENESIS = '0'.repeat(64);

export interface Happening {
  type: string;
  task?: number | undefined;
  agent?: string | undefined;
  data?: Record<string, unknown>;
}

export interface Recorder {
  db: Db;
  actor: string;
  now(): number;
}

/** The hash of an event is made of the one before it and all the event says; its data is JSON, so it ends the text. */
export const chainHash = (previous: string, event: Omit<AuditEvent, 'hash'>): string =>
  hash(
    'sha256',
    `${previous}\n${JSON.stringify([event.id, event.at, event.type, event.task, event.agent, event.actor])}\n${event.data}`,
  );

/** Writes what happened into the caller's transaction, so that a change and its record stand or fall together. */
export function record({db, actor, now}: Recorder, ...happenings: readonly Happening[]): void {
  if (happenings.length === 0) return;
  if (!db.isInTransaction()) throw new Error(`${happenings[0]?.type} was recorded outside a transaction`);
  const head = readAuditHead(db);
  const at = now();
  let {id, hash: previous} = head ?? {id: 0, hash: GENESIS};
  const events = happenings.map(({type, task, agent, data}): AuditEvent => {
    id += 1;
    const event = {
      id,
      at,
      type,
      task: task ?? null,
      agent: agent ?? null,
      actor,
      data: JSON.stringify(data ?? {}),
      hash: '',
    };
    event.hash = chainHash(previous, event);
    previous = event.hash;
    return event;
  });
  insertAuditEvents(db, events);
}
