import {type AgentRow, pauseAgent, readAgentRow} from '../../state/agents.js';
import {liftHindrance} from '../../state/attempts.js';
import {OrkestraError} from '../../state/errors.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';

/** A paused agent ends what it works on and takes nothing new. */
export function setPaused(world: World, name: string, isPaused: boolean): AgentRow {
  return write(world.db, () => {
    const row = findAgent(world, name);
    if (row.isPaused === Number(isPaused))
      throw new OrkestraError('conflict', `${name} is ${isPaused ? 'paused already' : 'not paused'}.`);
    pauseAgent(world.db, name, isPaused);
    if (!isPaused) liftHindrance(world.db, 'agent');
    record(world, {type: isPaused ? 'agent.paused' : 'agent.resumed', agent: name});
    return findAgent(world, name);
  });
}

function findAgent({db}: World, name: string): AgentRow {
  const row = readAgentRow(db, name);
  if (row) return row;
  throw noAgent(name);
}

export const noAgent = (name: string): OrkestraError =>
  new OrkestraError('not-found', `There is no agent ${JSON.stringify(name)}, or nobody looked at it yet.`, {
    hint: '`orkestra agent list` shows which there are, `orkestra agent test` looks at them.',
  });
