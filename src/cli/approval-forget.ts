import type {Command} from './command.js';

export const approvalForget: Command = {
  path: 'approval forget',
  args: '<request...>',
  summary: 'ask again for what was allowed for always',
  examples: ['orkestra approval forget 3'],
  async run(call) {
    const {approvalIds, approvalJson} = await import('./show-approval.js');
    const ids = approvalIds(call);
    const {world} = await call.project();
    const {forgetAlways} = await import('../approvals/answer.js');
    const {wishOf} = await import('../approvals/words.js');
    const forgotten = ids.map((id) => forgetAlways(world, id));
    return {
      json: forgotten.map(approvalJson),
      text: forgotten.map((one) => `${one.agent} has to ask again before it may ${wishOf(one)}`).join('\n'),
    };
  },
};
