import {realpathSync} from 'node:fs';
import {resolve} from 'node:path';
import type {Command} from './command.js';
import {showImport} from './show-import.js';

export const taskImport: Command = {
  path: 'task import',
  args: '<file>',
  summary: 'add the tasks of an export or of an old TASK_QUEUE.json; - reads stdin',
  examples: ['orkestra task import tasks.json', 'orkestra task import - < TASK_QUEUE.json'],
  async run(call) {
    const file = call.args[0] ?? '';
    const {readSource, readStream} = await import('../tasks/importing/source.js');
    const {importFiles, parseImport} = await import('../tasks/import.js');
    const isStdin = file === '-';
    const name = isStdin ? 'stdin' : file;
    const content = isStdin ? await readStream(name, process.stdin) : await readSource(resolve(file));
    const parsed = parseImport({name, content, ...(!isStdin && {origin: realpathSync(resolve(file))})});
    const {world} = await call.project({create: true});
    const result = importFiles(world, [parsed]);
    return {json: result, text: showImport(result)};
  },
};
