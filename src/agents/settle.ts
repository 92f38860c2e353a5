import {countFailure, countSuccess, limitAgent, readAgentRow, refuseAgent} from '../../state/agents.js';
import {liftHindrance} from '../../state/attempts.js';
import type {RunState} from '../../state/runs.js';
import {countUsage, writeUsage} from '../../state/usages.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {breakerState} from './breaker.js';
import type {WorkEnd} from './end-file.js';

/** A vendor that does not say until when is asked again after this. */
const UNKNOWN_LIMIT_MS = 5 * 60_000;

interface Settled {
  id: number;
  attempt: number;
  agent: string;
  outcome: RunState;
  end?: WorkEnd;
}

/** What the end of a run means for its agent; in the transaction that writes the end. */
export function settleAgent(world: World, settled: Settled): void {
  keepUsage(world, settled);
  const {id: task, agent, outcome, end} = settled;
  const {db} = world;
  const now = world.now();
  const why = end?.why ?? '';
  if (end?.failure === 'limited') {
    const until = end.until ?? now + UNKNOWN_LIMIT_MS;
    limitAgent(db, agent, until);
    record(world, {type: 'agent.limited', task, agent, data: {until, why}});
  } else if (end?.failure === 'login') {
    refuseAgent(db, agent, why);
    record(world, {type: 'agent.refused', task, agent, data: {why}});
  } else if (outcome === 'done') {
    const row = readAgentRow(db, agent);
    countSuccess(db, agent);
    // It has shown that it works again.
    if (row && breakerState(row, now).state !== 'closed') liftHindrance(db, 'agent');
  } else if (end?.failure !== 'budget' && (outcome === 'failed' || outcome === 'timed-out')) {
    countFailure(db, agent, now);
    tellRest(world, agent);
  }
}

function keepUsage({db, now}: World, {id, attempt, agent, end}: Settled): void {
  if (!end) return;
  const {session = null, model = null, version = null, inputTokens = null, outputTokens = null, costUsd = null} = end;
  const usage = {task: id, attempt, agent, at: now(), session, model, version, inputTokens, outputTokens, costUsd};
  writeUsage(db, usage);
  countUsage(db, usage);
}

function tellRest(world: World, agent: string): void {
  const row = readAgentRow(world.db, agent);
  const breaker = row && breakerState(row, world.now());
  if (breaker?.state === 'open')
    record(world, {type: 'agent.rests', agent, data: {failures: row?.failuresInRow ?? 0, until: breaker.until}});
}
