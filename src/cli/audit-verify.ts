import type {Command} from './command.js';

export const auditVerify: Command = {
  path: 'audit verify',
  summary: 'prove that nobody changed the record of what happened',
  async run(call) {
    const {world} = await call.project();
    const {verifyAudit} = await import('../audit/verify.js');
    const verdict = await verifyAudit(world);
    const {ok, checked, problems} = verdict;
    const text = ok
      ? `The record is whole: ${checked} events, each follows from the one before it and from the daily files.`
      : ['The record is broken:', ...problems.map((problem) => `  ${problem}`)].join('\n');
    return {json: verdict, text, exitCode: ok ? 0 : 1};
  },
};
