import type {Command} from './command.js';
import {textOf} from './values.js';

export const approvalDeny: Command = {
  path: 'approval deny',
  args: '<request...>',
  summary: 'refuse what an agent asks for; it goes on without',
  options: [{flags: '--reason TEXT', help: 'shown to the agent'}],
  examples: ["orkestra approval deny 3 --reason 'not on a Friday'"],
  async run(call) {
    const {approvalIds, approvalJson} = await import('./show-approval.js');
    const ids = approvalIds(call);
    const {world} = await call.project();
    const {denyRequest} = await import('../approvals/answer.js');
    const {wishOf} = await import('../approvals/words.js');
    const denied = ids.map((id) => denyRequest(world, id, textOf(call.options.reason)));
    return {
      json: denied.map(approvalJson),
      text: denied.map((one) => `${one.agent} may not ${wishOf(one)}`).join('\n'),
    };
  },
};
