import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';

/** One agent of the demo: started by its engine as any other agent's program is. */
export const scriptedAgent: Command = {
  path: 'scripted-agent',
  args: '<part>',
  summary: 'play an agent of the demo by script',
  options: [
    {flags: '--acp', help: 'speak the Agent Client Protocol'},
    {flags: '--speed N', help: 'how fast it works'},
  ],
  isHidden: true,
  async run(call) {
    const {isPart} = await import('../demo/crew.js');
    const [part] = call.args;
    if (!isPart(part)) throw new OrkestraError('invalid', `There is no scripted agent ${JSON.stringify(part ?? '')}.`);
    const {ORKESTRA_TITLE: title = '', ORKESTRA_ATTEMPT: attempt = '1'} = process.env;
    const speed = Number(call.options.speed ?? 1) || 1;
    const scripted = {part, title, attempt: Number(attempt), speed};
    if (call.options.acp) await (await import('../demo/scripted-acp.js')).speakAcp(scripted);
    else await (await import('../demo/scripted-agent.js')).speakJsonLines(scripted);
    return undefined;
  },
};
