import {type Approval, listSame} from '../../state/approvals.js';
import {OrkestraError} from '../../state/errors.js';
import {readTitle} from '../../state/tasks.js';
import {answerOf, visible, wishOf} from '../approvals/words.js';
import {formatAge} from '../formats.js';
import {showLocalTime} from '../local-time.js';
import {plain} from '../plain.js';
import type {World} from '../world.js';
import {alignColumns} from './columns.js';
import type {Call} from './command.js';

const SHOWN_HISTORY = 10;

/** A request as scripts read it. */
export const approvalJson = ({askedAt, until, answeredAt, notice, ...approval}: Approval) => ({
  ...approval,
  askedAt: new Date(askedAt).toISOString(),
  until: new Date(until).toISOString(),
  answeredAt: answeredAt === null ? null : new Date(answeredAt).toISOString(),
});

/** With what was asked before for the same, the newest first. */
export const wholeApprovalJson = ({db}: World, approval: Approval) => ({
  ...approvalJson(approval),
  before: listSame(db, approval, SHOWN_HISTORY).map(approvalJson),
});

export const approvalRows = (approvals: readonly Approval[], now: number): string =>
  alignColumns(
    approvals.map((one) => [
      String(one.id),
      plain(one.agent),
      `#${one.task}`,
      formatAge(one.askedAt, now),
      one.state === 'pending' ? wishOf(one) : `${wishOf(one)}  (${answerOf(one)})`,
    ]),
  );

export function approvalText(world: World, approval: Approval): string {
  const {db, now} = world;
  const rows = [
    ['request', String(approval.id)],
    ['agent', plain(approval.agent)],
    ['wants to', wishOf(approval)],
    ['tool', plain(approval.tool)],
    ['task', `#${approval.task} ${plain(readTitle(db, approval.task) ?? '')}, attempt ${approval.attempt}`],
    ['folder', plain(approval.root)],
    ['asked', showLocalTime(approval.askedAt)],
    ['answer', answerOf(approval)],
    ...(approval.state === 'pending' ? [['denied at', showLocalTime(approval.until)]] : []),
  ];
  const before = listSame(db, approval, SHOWN_HISTORY);
  return [
    alignColumns(rows),
    ...(approval.detail === null ? [] : ['', ...approval.detail.split('\n').map((line) => `  ${visible(line)}`)]),
    ...(before.length === 0 ? [] : ['', 'asked before:', approvalRows(before, now())]),
  ].join('\n');
}

/** The requests that are named, each by its number. */
export function approvalIds(call: Pick<Call, 'args' | 'rest'>): number[] {
  return [...new Set([...call.args, ...call.rest].filter((word) => word !== undefined).map(approvalId))];
}

function approvalId(word: string): number {
  if (/^\d{1,15}$/.test(word)) return Number(word);
  throw new OrkestraError('invalid', `${JSON.stringify(word)} is no request.`, {
    hint: 'A request has a number; `orkestra approval list` shows them.',
  });
}
