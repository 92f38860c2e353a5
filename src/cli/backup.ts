import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import {OrkestraError} from '../../state/errors.js';
import {parseBytes} from '../formats.js';
import type {Call, Command, OptionValue} from './command.js';
import {lastLine, makeProgressLine} from './progress-line.js';
import {stopping} from './stopping.js';
import {listOf, textOf} from './values.js';

export const backup: Command = {
  path: 'backup',
  args: '<path...>',
  summary: 'keep files as they are now, proven and without storing anything twice',
  options: [
    {flags: '-n, --name NAME', help: 'what it is called; a later one of the same name is the newer of the two'},
    {flags: '--tag TAG,..', help: 'words to find it by', isList: true},
    {flags: '-e, --exclude GLOB,..', help: 'what is left out, as in a .gitignore', isList: true},
    {flags: '--exclude-file FILE,..', help: 'files with such lines', isList: true},
    {flags: '--larger-than SIZE', help: 'leave out files that are larger, such as 100MB'},
    {flags: '--gitignore', help: 'leave out what .gitignore files leave out'},
    {flags: '--exclude-caches', help: 'leave out folders marked by a CACHEDIR.TAG'},
    {flags: '--one-file-system', help: 'stay on the disk each path is on'},
    {flags: '--force', help: 'read every file again, even those that look unchanged'},
    {flags: '--dry-run', help: 'only say what would be read'},
  ],
  examples: ['orkestra backup src --name source', 'orkestra backup . --exclude node_modules,*.log'],
  async run(call) {
    const order = await orderOf(call);
    const {checkOrder} = await import('../backups/make/order.js');
    // What cannot be done leaves nothing behind, no project either.
    checkOrder(order);
    const {world} = await call.project({create: true});
    const signal = stopping(call, 'The backup');
    if (call.options.dryRun) {
      const {tryBackUp} = await import('../backups/make/try-back-up.js');
      const {showDryRun} = await import('./show-backup.js');
      const found = await tryBackUp(world, order, {env: process.env, signal});
      return lastLine(call, found, showDryRun(found), found.problemCount > 0 ? 1 : 0);
    }
    const {openOrCreateProjectRepository} = await import('../backups/repository/of-project.js');
    const opening = openOrCreateProjectRepository(world, process.env);
    opening.catch(() => {});
    const {backUp} = await import('../backups/make/back-up.js');
    const {showBackupMade} = await import('./show-backup.js');
    const line = makeProgressLine(call);
    try {
      const report = await backUp(world, order, {
        ...{env: process.env, signal, opening},
        onProgress: line.tell,
      });
      line.end();
      return lastLine(call, report, showBackupMade(report), report.problemCount > 0 ? 1 : 0);
    } finally {
      line.end();
    }
  },
};

async function orderOf({args, rest, options}: Call) {
  const paths = [...args, ...rest].filter((path) => path !== undefined).map((path) => resolve(path));
  return {
    paths,
    name: textOf(options.name),
    tags: listOf(options.tag) ?? [],
    exclude: listOf(options.exclude) ?? [],
    excludeFiles: await Promise.all((listOf(options.excludeFile) ?? []).map(readExcludes)),
    largestBytes: sizeOf(options.largerThan),
    ...(options.gitignore && {usesIgnoreFiles: true}),
    ...(options.excludeCaches && {skipsCaches: true}),
    isOneFileSystem: options.oneFileSystem === true,
    isForced: options.force === true,
  };
}

async function readExcludes(file: string): Promise<string> {
  const {translateFileError} = await import('../file-errors.js');
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    throw translateFileError(error, file);
  }
}

function sizeOf(value: OptionValue): number | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const bytes = parseBytes(text);
  if (bytes === undefined)
    throw new OrkestraError('invalid', `--larger-than takes a size such as 100MB, not ${JSON.stringify(text)}.`);
  return bytes;
}
