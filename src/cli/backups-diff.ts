import type {BackupDiff, Change, Difference} from '../backups/look/diff.js';
import {formatBytes} from '../formats.js';
import type {Command} from './command.js';

export const backupsDiff: Command = {
  path: 'backups diff',
  args: '<backup> [other]',
  summary: 'say what is different between two backups; with one, since the backup before it',
  examples: ['orkestra backups diff latest~1 latest', 'orkestra backups diff nightly'],
  async run(call) {
    const {world} = await call.project();
    const {diffBackups} = await import('../backups/look/diff.js');
    const {toText} = await import('../backups/format/names.js');
    const {stopping} = await import('./stopping.js');
    const [first = '', second] = call.args;
    const found = await diffBackups(world, [first, second], {env: process.env, signal: stopping(call)});
    const differences = found.differences.map((one) => ({...one, path: toText(one.path)}));
    return {json: {...found, differences}, text: showDiff({...found, differences})};
  },
};

const signs: Record<Change, string> = {added: '+', removed: '-', changed: 'M', type: 'T', metadata: 'U'};

function showDiff({differences, counts, addedBytes, removedBytes}: BackupDiff): string {
  if (differences.length === 0) return 'Both backups hold the same.';
  const {added, removed, changed, type, metadata} = counts;
  const others = [
    ...(type > 0 ? [`${type} of another kind`] : []),
    ...(metadata > 0 ? [`${metadata} with other metadata`] : []),
  ];
  return [
    ...differences.map(lineOf),
    `${[`${added} added`, `${removed} removed`, `${changed} changed`, ...others].join(', ')}; ${sizes(addedBytes, removedBytes)}`,
  ].join('\n');
}

function lineOf({path, change, bytesBefore, bytesAfter}: Difference): string {
  const size = bytesBefore === bytesAfter ? '' : `  ${formatBytes(bytesBefore)} → ${formatBytes(bytesAfter)}`;
  return `${signs[change]} ${path}${change === 'changed' ? size : ''}`;
}

const sizes = (added: number, removed: number): string =>
  `${formatBytes(added)} in what is new, ${formatBytes(removed)} in what was before.`;
