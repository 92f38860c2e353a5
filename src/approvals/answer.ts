import {type Approval, dropAlways, isAttemptRunning, readApproval} from '../../state/approvals.js';
import {OrkestraError} from '../../state/errors.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {factsOf, settle, settleForlorn} from './settle.js';
import {answerOf} from './words.js';

/** Once, or from now on whenever this agent asks for exactly this. */
export const allowRequest = (world: World, id: number, scope: 'once' | 'always' = 'once'): Approval =>
  answer(world, id, {state: 'allowed', scope, why: null});

/** The reason is shown to the agent. */
export const denyRequest = (world: World, id: number, reason?: string): Approval =>
  answer(world, id, {state: 'denied', scope: 'once', why: reason?.trim() || null});

function answer(world: World, id: number, given: Pick<Approval, 'scope' | 'why'> & {state: 'allowed' | 'denied'}) {
  const {db, actor} = world;
  settleForlorn(world);
  return write(db, () => {
    const asked = findApproval(world, id);
    if (asked.state === 'pending' && isAttemptRunning(db, asked.task, asked.attempt))
      settle(world, asked, {...given, answeredBy: actor});
    else
      throw new OrkestraError('conflict', `Request ${id} is over: ${answerOf(asked)}.`, {
        hint: '`orkestra approval list` shows what is still asked.',
      });
    return findApproval(world, id);
  });
}

/** An answer for always holds no longer; what it allowed so far stays on record. */
export function forgetAlways(world: World, id: number): Approval {
  return write(world.db, () => {
    const asked = findApproval(world, id);
    if (asked.scope !== 'always')
      throw new OrkestraError('conflict', `Request ${id} was not allowed for always.`, {
        hint: '`orkestra approval list --always` shows those that were.',
      });
    dropAlways(world.db, asked);
    record(world, {type: 'approval.forgotten', task: asked.task, agent: asked.agent, data: factsOf(asked)});
    return findApproval(world, id);
  });
}

export function findApproval({db}: Pick<World, 'db'>, id: number): Approval {
  const found = readApproval(db, id);
  if (found) return found;
  throw new OrkestraError('not-found', `There is no request ${id}.`, {
    hint: '`orkestra approval list --all` shows those there are.',
  });
}
