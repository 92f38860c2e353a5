import type {Command} from './command.js';
import {readConfig} from './read-config.js';

export const configCheck: Command = {
  path: 'config check',
  summary: 'say whether orkestra.yaml is right; exit code 2 when it is not',
  async run(call) {
    const {file, isThere, warnings} = await readConfig(call);
    const verdict = isThere ? `${file} is right.` : `There is no ${file}; the defaults hold.`;
    return {
      json: {file, isThere, warnings},
      text: [...warnings, verdict].join('\n'),
      exitCode: warnings.length > 0 ? 1 : 0,
    };
  },
};
