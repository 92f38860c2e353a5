import {dirname} from 'node:path';
import type {Command} from './command.js';
import {readConfig} from './read-config.js';

export const trust: Command = {
  path: 'trust',
  summary: 'let the files of this folder name programs to be run: agents.yaml, notify.command, workspace.setup',
  options: [{flags: '--revoke', help: 'trust it no longer'}],
  async run(call) {
    const {distrustFolder, trustFolder} = await import('../trust.js');
    // Where the files are that name programs.
    const folder = dirname((await readConfig(call)).file);
    const isTrusted = call.options.revoke !== true;
    const isNew = isTrusted ? trustFolder(folder) : distrustFolder(folder);
    const {plain} = await import('../plain.js');
    const said = isTrusted ? 'is trusted' : 'is not trusted';
    return {json: {folder, isTrusted}, text: `${plain(folder)} ${said}${isNew ? ' now' : ', as before'}.`};
  },
};
