import {getKey} from '../config/get.js';
import type {Command} from './command.js';
import {readConfig} from './read-config.js';

export const configGet: Command = {
  path: 'config get',
  args: '<key>',
  summary: 'print one setting',
  async run(call) {
    const {name, value, text, origin} = getKey(await readConfig(call), call.args[0] ?? '');
    return {json: {name, value: value ?? null, text, origin}, text};
  },
};
