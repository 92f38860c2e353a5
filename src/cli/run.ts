import {OrkestraError} from '../../state/errors.js';
import {exactDuration} from '../formats.js';
import type {Command} from './command.js';
import {durationMs} from './values.js';

export const run: Command = {
  path: 'run',
  summary: 'run the engine without a screen',
  aliases: ['start'],
  goesOn: {without: ['--detach']},
  options: [
    {flags: '--until-idle', help: 'end when nothing is left that can be started'},
    {flags: '--for TIME', help: 'end after this time, such as 10m'},
    {flags: '--detach', help: 'go on in the background; the log is .orkestra/logs/engine.log'},
  ],
  examples: ['orkestra run --until-idle', 'orkestra run --detach'],
  async run(call) {
    const forMs = durationMs(call.options.for, '--for');
    if (call.options.detach) {
      if (call.isJson) throw new OrkestraError('invalid', '--detach and --json cannot go together.');
      const {detachEngine} = await import('../detach.js');
      const project = await call.project({create: true});
      const pid = await detachEngine(project.world.paths, [
        ...(call.options.untilIdle ? ['--until-idle'] : []),
        ...(forMs === undefined ? [] : ['--for', exactDuration(forMs)]),
      ]);
      return {text: `The engine runs in the background (pid ${pid}); \`orkestra status\` shows it.`};
    }
    const {runHeadless} = await import('./run-headless.js');
    return runHeadless(call, {untilIdle: call.options.untilIdle === true, forMs});
  },
};
