import {listSettings} from '../config/get.js';
import type {Command} from './command.js';
import {readConfig} from './read-config.js';

export const configShow: Command = {
  path: 'config show',
  summary: 'print every setting, its value and where it comes from',
  async run(call) {
    const loaded = await readConfig(call);
    for (const warning of loaded.warnings) call.say(warning);
    const settings = listSettings(loaded);
    const width = Math.max(...settings.map((one) => one.name.length));
    const values = Math.max(...settings.map((one) => one.text.length));
    return {
      json: Object.fromEntries(
        settings.map(({name, value, text, origin}) => [name, {value: value ?? null, text, origin}]),
      ),
      text: settings.map((one) => `${one.name.padEnd(width)}  ${one.text.padEnd(values)}  ${one.origin}`).join('\n'),
    };
  },
};
