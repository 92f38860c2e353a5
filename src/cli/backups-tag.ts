import {plain} from '../plain.js';
import type {Command} from './command.js';
import {listOf, textOf} from './values.js';

export const backupsTag: Command = {
  path: 'backups tag',
  args: '<backup>',
  summary: 'give a backup other tags, or another name; its id changes with them',
  options: [
    {flags: '--add TAG,..', help: 'tags it gets', isList: true},
    {flags: '--remove TAG,..', help: 'tags it loses', isList: true},
    {flags: '--set TAG,..', help: 'its tags from now on, whatever they were', isList: true},
    {flags: '--name NAME', help: 'what it is called from now on'},
  ],
  examples: ['orkestra backups tag latest --add release'],
  async run(call) {
    const {options} = call;
    const {world} = await call.project();
    const {tagBackup} = await import('../backups/retag.js');
    const order = {
      word: call.args[0] ?? '',
      add: listOf(options.add) ?? [],
      remove: listOf(options.remove) ?? [],
      set: listOf(options.set),
      name: textOf(options.name),
    };
    const done = await tagBackup(world, order, {env: process.env});
    const tags = done.tags.length > 0 ? `the tags ${done.tags.join(', ')}` : 'no tags';
    const what = `${done.name === null ? '' : `${done.name} `}${done.id.slice(0, 8)}`;
    return {json: done, text: plain(`${what} has ${tags}${done.isChanged ? '' : ', as before'}.`)};
  },
};
