import {resolve} from 'node:path';
import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';
import {listOf} from './values.js';

export const scan: Command = {
  path: 'scan',
  args: '<path>',
  summary: 'count what is in a folder, and tell what changed since the last time',
  options: [
    {flags: '-e, --exclude GLOB,..', help: 'what is left out, as in a .gitignore', isList: true},
    {flags: '--hash', help: 'read every file, and tell a change by its content as well'},
  ],
  examples: ['orkestra scan src', 'orkestra scan . --exclude node_modules --json'],
  async run(call) {
    const {scanFolder} = await import('../scans/scan.js');
    const {showScan} = await import('./show-scan.js');
    const {checkFolder} = await import('../scans/folder.js');
    const path = resolve(call.args[0] ?? '');
    checkFolder(path);
    const {world} = await call.project({create: true});
    const stopping = new AbortController();
    void call.interrupted.then(() => stopping.abort(new OrkestraError('unavailable', 'The scan was interrupted.')));
    const report = await scanFolder(world, {
      path,
      exclude: listOf(call.options.exclude) ?? [],
      isHashed: call.options.hash === true,
      signal: stopping.signal,
    });
    return {json: report, text: showScan(report), exitCode: report.problems.length > 0 ? 1 : 0};
  },
};
