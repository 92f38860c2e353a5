import type {Command} from './command.js';

export const approvalShow: Command = {
  path: 'approval show',
  args: '<request>',
  summary: 'all about a request, and what was decided before for the same',
  examples: ['orkestra approval show 3'],
  async run(call) {
    const {approvalIds, approvalText, wholeApprovalJson} = await import('./show-approval.js');
    const [id = 0] = approvalIds(call);
    const {world} = await call.project();
    const {findApproval} = await import('../approvals/answer.js');
    const found = findApproval(world, id);
    return {json: wholeApprovalJson(world, found), text: approvalText(world, found)};
  },
};
