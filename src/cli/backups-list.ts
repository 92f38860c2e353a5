import {OrkestraError} from '../../state/errors.js';
import type {Answer, Call, Command, OptionSpec} from './command.js';
import {listOf, textOf, wholeNumber} from './values.js';

export const filterOptions: readonly OptionSpec[] = [
  {flags: '--name NAME', help: 'only those of this name'},
  {flags: '--tag TAG,..', help: 'only those with all of these tags', isList: true},
  {flags: '--host NAME', help: 'only those of this machine'},
  {flags: '--path PATH', help: 'only those of this file or folder'},
];

export const backupsList: Command = {
  path: 'backups list',
  isDefault: true,
  args: '[backup]',
  summary: 'list the backups, or show the one that is named',
  options: [...filterOptions, {flags: '--limit N', help: 'only the newest so many'}],
  examples: ['orkestra backups', 'orkestra backups nightly', 'orkestra backups --tag release --limit 10'],
  run: (call) => (call.args[0] === undefined ? list(call) : show(call, call.args[0])),
};

export const filterOf = async ({options}: Call) => {
  const {resolve} = await import('node:path');
  const path = textOf(options.path);
  return {
    name: textOf(options.name),
    tags: listOf(options.tag),
    host: textOf(options.host),
    path: path === undefined ? undefined : resolve(path),
  };
};

async function list(call: Call): Promise<Answer> {
  const {world} = await call.project();
  const limit = wholeNumber(call.options.limit, '--limit');
  if (limit === 0) throw new OrkestraError('invalid', '--limit is 1 or more.');
  const {viewBackups} = await import('../backups/view-backups.js');
  const {backupJson, showBackups} = await import('./show-backups.js');
  const filter = await filterOf(call);
  const found = await viewBackups(world, filter, process.env);
  if (found.unreachable !== undefined) call.say(`${found.unreachable} This is what was last known.`);
  for (const id of found.damaged)
    call.say(`The backup ${id.slice(0, 8)} cannot be read; \`orkestra verify\` says more.`);
  const backups = found.backups.slice(0, limit);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const nothing = isFiltered ? 'No backup is like that.' : 'No backups yet. `orkestra backup PATH` makes one.';
  return {
    json: backups.map(backupJson),
    text: backups.length > 0 ? showBackups(backups, world.processes.host, world.now()) : nothing,
    exitCode: found.damaged.length > 0 ? 1 : 0,
  };
}

export async function show(call: Call, word: string): Promise<Answer> {
  const {world} = await call.project();
  const {viewBackup} = await import('../backups/view-backups.js');
  const {backupJson, proofJson, showBackup} = await import('./show-backups.js');
  const facts = await viewBackup(world, word, process.env);
  if (facts.unreachable !== undefined) call.say(`${facts.unreachable} This is what was last known.`);
  const {file, proofs, steps, unreachable: _, ...view} = facts;
  const {username, excludes, original, tree} = file ?? {};
  return {
    json: {
      ...backupJson(view),
      ...{username, excludes, original: original ?? null, tree, steps, proofs: proofs.map(proofJson)},
    },
    text: showBackup(facts, world.now()),
  };
}
