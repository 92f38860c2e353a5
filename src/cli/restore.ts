import {resolve} from 'node:path';
import type {Command} from './command.js';
import {lastLine, makeProgressLine} from './progress-line.js';
import {stopping} from './stopping.js';
import {listOf, textOf} from './values.js';

export const restore: Command = {
  path: 'restore',
  args: '<name>',
  summary: 'bring files back from a backup',
  options: [
    {flags: '--to DIR', help: 'the folder they go to; without it, a new one beside you'},
    {flags: '--only GLOB,..', help: 'only what matches, or lies in this path of the backup', isList: true},
    {flags: '-e, --exclude GLOB,..', help: 'but not what matches this', isList: true},
    {flags: '--overwrite', help: 'replace files that are there with another content'},
    {flags: '--full-path', help: 'with all folders from the root on'},
    {flags: '--verify', help: 'read what was written again'},
    {flags: '--dry-run', help: 'only say what would be written'},
  ],
  examples: ['orkestra restore source --to /tmp/source', 'orkestra restore latest --only "*.md"'],
  async run(call) {
    const {options} = call;
    const {bringBack, freeTarget, listBringBack} = await import('../backups/restore/bring-back.js');
    const {showListing, showRestored} = await import('./show-restore.js');
    const {world} = await call.project();
    const backup = call.args[0] ?? '';
    const to = textOf(options.to);
    const order = {
      backup,
      to: to === undefined ? freeTarget(process.cwd(), backup) : resolve(to),
      only: listOf(options.only) ?? [],
      exclude: listOf(options.exclude) ?? [],
      overwrites: options.overwrite === true,
      verifies: options.verify === true,
      isFullPath: options.fullPath === true,
    };
    const signal = stopping(call, 'The restore');
    if (options.dryRun) {
      const listing = await listBringBack(world, order, {env: process.env, signal});
      return lastLine(call, listing, showListing(listing), 0);
    }
    const line = makeProgressLine(call);
    try {
      const report = await bringBack(world, order, {
        ...{env: process.env, signal},
        onProgress: line.tell,
      });
      line.end();
      return lastLine(call, report, showRestored(report), report.isOk ? 0 : 1);
    } finally {
      line.end();
    }
  },
};
