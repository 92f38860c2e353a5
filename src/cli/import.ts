import {resolve} from 'node:path';
import {plain} from '../plain.js';
import type {Command} from './command.js';
import {showImport} from './show-import.js';

export const importDir: Command = {
  path: 'import',
  args: '<dir>',
  summary: 'take over the tasks of an old Orkestra project',
  examples: ['orkestra import ../old-project'],
  async run(call) {
    const {readProject, writeProject} = await import('../tasks/import-project.js');
    const old = await readProject(resolve(call.args[0] ?? ''));
    const {world} = await call.project({create: true});
    const result = writeProject(world, old);
    const read = result.read.map((file) => `read      ${plain(file)}`);
    const missing = result.missing.map((file) => `not there ${file}`);
    return {json: result, text: [...read, ...missing, showImport(result)].join('\n')};
  },
};
