import type {ListedEntry} from '../backups/look/list-folder.js';
import {formatBytes} from '../formats.js';
import {showLocalTime} from '../local-time.js';
import {alignColumns} from './columns.js';
import type {Command} from './command.js';

export const backupsFiles: Command = {
  path: 'backups files',
  args: '<backup> [path]',
  summary: 'list a folder of a backup; without a path, what was backed up',
  options: [{flags: '-r, --recursive', help: 'all that is below as well'}],
  examples: ['orkestra backups files latest', 'orkestra backups files nightly /home/me/notes'],
  async run(call) {
    const {world} = await call.project();
    const {listFolder} = await import('../backups/look/list-folder.js');
    const {toText} = await import('../backups/format/names.js');
    const {permissionsOf} = await import('../backups/format/modes.js');
    const {plain} = await import('../plain.js');
    const {stopping} = await import('./stopping.js');
    const [word = '', path] = call.args;
    const order = {word, path, isDeep: call.options.recursive === true};
    const listed = await listFolder(world, order, {env: process.env, signal: stopping(call)});
    const json = listed.map(({path: bytes, entry}) => ({
      path: toText(bytes),
      ...{type: entry.type, bytes: entry.bytes, mode: permissionsOf(entry.mode).toString(8).padStart(4, '0')},
      ...{uid: entry.uid, gid: entry.gid, user: entry.user, group: entry.group},
      modifiedAt: new Date(modifiedAt(entry)).toISOString(),
      ...(entry.type === 'symlink' && {linkTarget: toText(entry.linkTarget)}),
    }));
    const rows = json.map((one, at) => {
      const size = one.type === 'file' ? formatBytes(one.bytes) : one.type === 'dir' ? '' : one.type;
      const link = one.linkTarget === undefined ? '' : ` → ${plain(one.linkTarget)}`;
      return [one.mode, one.user || String(one.uid), size, timeText(listed[at]), plain(one.path) + link];
    });
    return {json, text: rows.length > 0 ? alignColumns(rows) : 'This folder is empty.'};
  },
};

const modifiedAt = ({modifiedNs}: ListedEntry['entry']): number => Number(modifiedNs / 1_000_000n);
const timeText = (one: ListedEntry | undefined): string => (one ? showLocalTime(modifiedAt(one.entry)) : '');
