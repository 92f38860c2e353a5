import type {Command} from './command.js';

export const init: Command = {
  path: 'init',
  summary: 'make this folder a project; safe to run again',
  async run(call) {
    const {initProject} = await import('../init.js');
    const {made, root, requirements} = await initProject({
      root: call.isRootGiven ? call.root : process.cwd(),
      configFile: call.configFile,
    });
    const lines = made.length > 0 ? made.map((path) => `made ${path}`) : ['everything was there already'];
    const missing = requirements.filter((one) => !one.ok).map((one) => `missing: ${one.name}: ${one.hint}`);
    return {
      json: {root, made, requirements},
      text: [...lines, ...missing, '', 'Next: `orkestra` opens the control room.'].join('\n'),
    };
  },
};
