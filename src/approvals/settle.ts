import {type Answer, type Approval, answerApproval, listForlorn} from '../../state/approvals.js';
import {markRead} from '../../state/notifications.js';
import {write} from '../../state/write.js';
import {type Happening, record} from '../audit/record.js';
import {USER} from '../notify/tell.js';
import type {World} from '../world.js';

const LONGEST_SUBJECT = 500;

/** The words of a request as they stand in the trail. */
export const factsOf = ({id, attempt, tool, subject}: Pick<Approval, 'id' | 'attempt' | 'tool' | 'subject'>) => ({
  ...{id, attempt, tool},
  subject: subject.slice(0, LONGEST_SUBJECT),
});

/** Writes the answer within the caller's transaction. False when there is one already. */
export function settle(world: World, asked: Approval, answer: Omit<Answer, 'answeredAt'>): boolean {
  const at = world.now();
  if (!answerApproval(world.db, asked.id, {...answer, answeredAt: at})) return false;
  markRead(world.db, USER, at, [asked.notice]);
  const {scope, why} = answer;
  const data = {...factsOf(asked), ...(scope && {scope}), ...(why !== null && {why})};
  const happening: Happening = {type: `approval.${answer.state}`, task: asked.task, agent: asked.agent, data};
  record(world, happening);
  return true;
}

/** Requests of attempts that are over: nobody waits for their answer. Returns how many there were. */
export function settleForlorn(world: World): number {
  if (listForlorn(world.db).length === 0) return 0;
  return write(world.db, () => {
    const forlorn = listForlorn(world.db);
    for (const asked of forlorn) settle(world, asked, {state: 'gone', scope: null, answeredBy: null, why: null});
    return forlorn.length;
  });
}
