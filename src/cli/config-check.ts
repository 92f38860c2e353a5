import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';
import {readConfig} from './read-config.js';

export const configCheck: Command = {
  path: 'config check',
  summary: 'say whether orkestra.yaml and agents.yaml are right; exit code 2 when they are not',
  async run(call) {
    const {file, isThere, warnings} = await readConfig(call);
    const {loadAgents} = await import('../agents/defined/load.js');
    const {problems} = await loadAgents({config: file});
    if (problems.length > 0)
      throw new OrkestraError('invalid', problems.join('\n'), {hint: 'docs/agents.md describes agents.yaml.'});
    const verdict = isThere ? `${file} is right.` : `There is no ${file}; the defaults hold.`;
    return {
      json: {file, isThere, warnings},
      text: [...warnings, verdict].join('\n'),
      exitCode: warnings.length > 0 ? 1 : 0,
    };
  },
};
