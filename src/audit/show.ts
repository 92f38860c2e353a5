import type {AuditEvent} from '../../state/audit.js';

export interface ShownEvent {
  id: number;
  at: string;
  type: string;
  task: number | null;
  agent: string | null;
  actor: string;
  data: unknown;
  hash: string;
}

/** The event as people and programs read it: the moment in ISO, the data as an object. */
export const showEvent = ({id, at, type, task, agent, actor, data, hash}: AuditEvent): ShownEvent => ({
  id,
  at: showMoment(at),
  type,
  task,
  agent,
  actor,
  data: readData(data),
  hash,
});

/** Beyond this a date is no date. */
const LAST_MOMENT = 8.64e15;

/** A row that somebody changed by hand must still be shown: here, and in the files beside the database. */
const showMoment = (at: number): string => (Math.abs(at) <= LAST_MOMENT ? new Date(at).toISOString() : String(at));

export function readData(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return data;
  }
}
