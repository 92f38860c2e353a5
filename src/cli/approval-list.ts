import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';
import {wholeNumber} from './values.js';

const SHOWN = 100;

export const approvalList: Command = {
  path: 'approval list',
  summary: 'what agents ask leave for, the oldest first',
  isDefault: true,
  options: [
    {flags: '--all', help: 'also what was answered'},
    {flags: '--always', help: 'what was allowed for always'},
    {flags: '--limit N', help: `at most so many (${SHOWN})`},
  ],
  examples: ['orkestra approval list --always'],
  async run(call) {
    const {all, always} = call.options;
    if (all && always) throw new OrkestraError('invalid', 'Say one of --all and --always.');
    const limit = wholeNumber(call.options.limit, '--limit') ?? SHOWN;
    if (limit === 0) throw new OrkestraError('invalid', '--limit is 1 or more.');
    const {world} = await call.project();
    const {listAlways, listApprovals, listAsking} = await import('../../state/approvals.js');
    const {approvalJson, approvalRows} = await import('./show-approval.js');
    const list = () => {
      if (always) return listAlways(world.db).slice(-limit);
      return all ? listApprovals(world.db, limit) : listAsking(world.db, limit);
    };
    const found = list();
    const nothing = always ? 'Nothing was allowed for always.' : 'Nobody asks for anything.';
    return {json: found.map(approvalJson), text: found.length === 0 ? nothing : approvalRows(found, world.now())};
  },
};
