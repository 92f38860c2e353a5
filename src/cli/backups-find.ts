import type {FoundFile, FoundVersion} from '../backups/look/find.js';
import {formatAge, formatBytes} from '../formats.js';
import {showLocalTime} from '../local-time.js';
import type {Command} from './command.js';
import {countText} from './show-backups.js';
import {textOf} from './values.js';

export const backupsFind: Command = {
  path: 'backups find',
  args: '<glob...>',
  summary: 'find files in all backups: which backups have which version',
  options: [{flags: '--in NAME', help: 'only in this backup'}],
  examples: ["orkestra backups find '*.env'", 'orkestra backups find /home/me/notes.txt'],
  async run(call) {
    const {world} = await call.project();
    const {findFiles} = await import('../backups/look/find.js');
    const {toText} = await import('../backups/format/names.js');
    const {stopping} = await import('./stopping.js');
    const globs = [...call.args, ...call.rest].filter((glob) => glob !== undefined);
    const order = {globs, word: textOf(call.options.in)};
    const found = await findFiles(world, order, {env: process.env, signal: stopping(call)});
    const files = found.map((file) => ({...file, path: toText(file.path)}));
    return {
      json: files.map(({path, versions}) => ({path, versions: versions.map(versionJson)})),
      text:
        files.length > 0 ? files.map((file) => showFile(file, world.now())).join('\n') : 'No backup has such a file.',
      exitCode: files.length > 0 ? 0 : 1,
    };
  },
};

const iso = (at: number): string => new Date(at).toISOString();

const versionJson = ({type, bytes, modifiedNs, backups}: FoundVersion) => ({
  ...{type, bytes, modifiedAt: iso(Number(modifiedNs / 1_000_000n))},
  backups: backups.map(({id, name, madeAt}) => ({id, name: name ?? null, madeAt: iso(madeAt)})),
});

const showFile = ({path, versions}: FoundFile, now: number): string =>
  [path, ...versions.map((version) => `  ${versionText(version, now)}`)].join('\n');

function versionText({type, bytes, modifiedNs, backups}: FoundVersion, now: number): string {
  const [newest] = backups;
  const oldest = backups.at(-1);
  if (!newest || !oldest) return '';
  const what = type === 'file' ? formatBytes(bytes) : type;
  const since =
    newest === oldest ? textOfBackup(newest, now) : `${textOfBackup(newest, now)} back to ${textOfBackup(oldest, now)}`;
  const changed = showLocalTime(Number(modifiedNs / 1_000_000n));
  return `${what}, changed ${changed}, in ${countText(backups.length, 'backup')}: ${since}`;
}

const textOfBackup = ({id, name, madeAt}: FoundVersion['backups'][number], now: number): string =>
  `${name ?? id.slice(0, 8)} ${formatAge(madeAt, now)}`;
