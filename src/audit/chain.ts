import type {AuditEvent} from '../../state/audit.js';
import type {Range} from './ranges.js';
import {chainHash, GENESIS} from './record.js';

export type Break = Range & {kind: 'missing' | 'changed' | 'foreign'};

/** The last event that was looked at; what comes next must follow from it. */
export interface Link {
  id: number;
  /** Undefined after a gap: then the next event is taken at its word. */
  hash: string | undefined;
}

export const firstLink: Link = {id: 0, hash: GENESIS};

/**
 * Where the chain is broken in the next events. Each event is held against the hash that stands in the row before it,
 * so one edit is one break, and not the rest of the trail.
 */
export function findBreaks(last: Link, events: readonly AuditEvent[]): {breaks: Break[]; last: Link} {
  const breaks: Break[] = [];
  let link = last;
  for (const event of events) {
    const {id} = event;
    if (id <= link.id) {
      addBreak(breaks, 'foreign', id);
      continue;
    }
    const hasGap = id > link.id + 1;
    if (hasGap) breaks.push({kind: 'missing', from: link.id + 1, to: id - 1});
    if (!hasGap && link.hash !== undefined && event.hash !== chainHash(link.hash, event))
      addBreak(breaks, 'changed', id);
    link = {id, hash: event.hash};
  }
  return {breaks, last: link};
}

function addBreak(breaks: Break[], kind: Break['kind'], id: number): void {
  const last = breaks.at(-1);
  if (last?.kind === kind && last.to === id - 1) last.to = id;
  else breaks.push({kind, from: id, to: id});
}
