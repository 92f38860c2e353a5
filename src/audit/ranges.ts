/** Ids from one to another, both included. */
export interface Range {
  from: number;
  to: number;
}

/** Ids mostly come in their order, so a trail of a million is one range. */
export function addTo(ranges: Range[], id: number): void {
  const last = ranges.at(-1);
  if (last && id === last.to + 1) last.to = id;
  else ranges.push({from: id, to: id});
}

export interface Merged {
  ranges: Range[];
  /** What was in more than one of them. */
  repeated: Range[];
}

export function merge(ranges: readonly Range[]): Merged {
  const merged: Range[] = [];
  const repeated: Range[] = [];
  for (const range of ranges.toSorted((one, other) => one.from - other.from)) {
    const last = merged.at(-1);
    if (!last || range.from > last.to + 1) {
      merged.push({...range});
      continue;
    }
    if (range.from <= last.to) repeated.push({from: range.from, to: Math.min(range.to, last.to)});
    last.to = Math.max(last.to, range.to);
  }
  return {ranges: merged, repeated};
}

/** What lies before and between them, counted from 1. */
export function gapsIn(ranges: readonly Range[]): Range[] {
  let next = 1;
  const gaps: Range[] = [];
  for (const {from, to} of ranges) {
    if (from > next) gaps.push({from: next, to: from - 1});
    next = to + 1;
  }
  return gaps;
}

/** 'event 41 was', 'events 12-15 were'. */
export const showEvents = ({from, to}: Range, one: string, many: string): string =>
  from === to ? `event ${from} ${one}` : `events ${from}-${to} ${many}`;
