import {countMessages} from '../../state/notifications.js';
import {type AgentRecord, readAgentRecords} from '../../state/runs.js';
import {type AgentUsage, listDurations, NO_USAGE, readAgentUsages, readLastUsage} from '../../state/usages.js';
import type {World} from '../world.js';

export interface AgentStats extends AgentUsage {
  attempts: number;
  failures: number;
  /** Of the newest runs; null before the first. */
  meanMs: number | null;
  p95Ms: number | null;
  lastAt: string | null;
  model: string | null;
  /** Messages it will be told with its next task. */
  unreadMessages: number;
}

const NEWEST = 500;

/** What an agent did in this project and what it took. */
export function readStats({db}: World, name: string): AgentStats {
  const {ended = {}}: Partial<AgentRecord> = readAgentRecords(db).get(name) ?? {};
  const last = readLastUsage(db, name);
  const durations = listDurations(db, name, NEWEST).sort((one, other) => one - other);
  return {
    attempts: Object.values(ended).reduce((sum, count) => sum + count, 0),
    failures: (ended.failed ?? 0) + (ended['timed-out'] ?? 0),
    ...(readAgentUsages(db).get(name) ?? NO_USAGE),
    meanMs: durations.length === 0 ? null : durations.reduce((sum, ms) => sum + ms, 0) / durations.length,
    p95Ms: percentile(durations, 0.95),
    lastAt: last ? new Date(last.at).toISOString() : null,
    model: last?.model ?? null,
    unreadMessages: countMessages(db, name),
  };
}

/** Of values in order: the smallest that so many are not above. */
export const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
