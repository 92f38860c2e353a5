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
    const {operate} = await import('../operations/operate.js');
    const dir = resolve(call.args[0] ?? '');
    // What can be known to be wrong is known before the project is touched.
    const old = await readProject(dir);
    const {world} = await call.project({create: true});
    const result = await operate(world, {kind: 'import', subject: dir}, (operation) =>
      operation.step('writing the tasks', () => writeProject(world, old)),
    );
    const read = result.read.map((file) => `read      ${plain(file)}`);
    const missing = result.missing.map((file) => `not there ${file}`);
    return {json: result, text: [...read, ...missing, showImport(result)].join('\n')};
  },
};
