import type {BackupStats, RepositoryStats} from '../backups/look/stats.js';
import {formatAge, formatBytes} from '../formats.js';
import {plain} from '../plain.js';
import {alignColumns} from './columns.js';
import type {Command} from './command.js';
import {countText} from './show-backups.js';

export const backupsStats: Command = {
  path: 'backups stats',
  args: '[backup]',
  summary: 'what backups hold, what they take, and what forgetting one would free',
  async run(call) {
    const {world} = await call.project();
    const {readStats} = await import('../backups/look/stats.js');
    const {stopping} = await import('./stopping.js');
    const stats = await readStats(world, call.args[0], {env: process.env, signal: stopping(call)});
    const backups = stats.backups.map((one) => ({
      ...{...one, name: one.name ?? null, madeAt: new Date(one.madeAt).toISOString()},
    }));
    return {json: {...stats, ...ratios(stats), backups}, text: showStats(stats, world.now())};
  },
};

const ratio = (a: number, b: number): number => (b === 0 ? 1 : Math.round((a / b) * 100) / 100);

const ratios = ({restoreBytes, plainBytes, storedBytes}: RepositoryStats) => ({
  /** How often the average byte is held. */
  dedupRatio: ratio(restoreBytes, plainBytes),
  compressionRatio: ratio(plainBytes, storedBytes),
});

function showStats(stats: RepositoryStats, now: number): string {
  const {backups, restoreBytes, plainBytes, storedBytes, blobs, packs, packBytes} = stats;
  if (backups.length === 0) return 'No backups yet. `orkestra backup PATH` makes one.';
  const {dedupRatio, compressionRatio} = ratios(stats);
  const restored = `${countText(backups.length, 'backup')} would restore ${formatBytes(restoreBytes)}.`;
  const stored = `That is ${formatBytes(plainBytes)} once (${dedupRatio}x), compressed ${formatBytes(storedBytes)} (${compressionRatio}x)`;
  return [
    alignColumns(backups.map((backup) => row(backup, now))),
    restored,
    `${stored}: ${countText(blobs, 'blob')} in ${countText(packs, 'pack')}; the repository has ${formatBytes(packBytes)}.`,
  ].join('\n');
}

const row = ({id, name, madeAt, files, restoreBytes, ownBytes}: BackupStats, now: number): string[] => [
  ...[id.slice(0, 8), plain(name ?? ''), formatAge(madeAt, now), countText(files, 'file'), formatBytes(restoreBytes)],
  `${formatBytes(ownBytes)} of its own`,
];
