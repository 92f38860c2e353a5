import type {Command} from './command.js';

export const approvalAllow: Command = {
  path: 'approval allow',
  args: '<request...>',
  summary: 'let an agent do what it asks for',
  options: [{flags: '--always', help: 'and from now on whenever this agent asks for exactly this'}],
  examples: ['orkestra approval allow 3', 'orkestra approval allow 3 --always'],
  async run(call) {
    const {approvalIds, approvalJson} = await import('./show-approval.js');
    const ids = approvalIds(call);
    const {world} = await call.project();
    const {allowRequest} = await import('../approvals/answer.js');
    const {wishOf} = await import('../approvals/words.js');
    const scope = call.options.always === true ? 'always' : 'once';
    const allowed = ids.map((id) => allowRequest(world, id, scope));
    const said = scope === 'always' ? 'may always' : 'may';
    return {
      json: allowed.map(approvalJson),
      text: allowed.map((one) => `${one.agent} ${said} ${wishOf(one)}`).join('\n'),
    };
  },
};
