import {findConfig} from '../config/find.js';
import {requireRoot} from '../config/root.js';
import type {Command} from './command.js';

export const configSet: Command = {
  path: 'config set',
  args: '<key> <value>',
  summary: 'change one setting in orkestra.yaml, keeping your comments',
  examples: ['orkestra config set max_concurrent_tasks 8'],
  async run(call) {
    const [name = '', value = ''] = call.args;
    if (call.isRootGiven) await requireRoot(call.root, 'flag --project-root');
    const {setKey} = await import('../config/set.js');
    const file = await findConfig({cwd: call.root, ...(call.configFile !== undefined && {file: call.configFile})});
    const written = await setKey(file, name, value);
    const {recordConfig} = await import('./record-config.js');
    await recordConfig(call, name, written);
    return {json: {name, value: written, file}, text: `${name} is ${written} now (${file}).`};
  },
};
