import type {Aim} from './aim.js';
import {isBackupName} from './backup-rows.js';

/** Why nothing can be done to what is chosen; undefined when it is a backup. */
export function whyNoBackup({pane, chosen, keyFor}: Aim): string | undefined {
  if (pane !== 'backups') return `That is done to backups; ${keyFor('go-backups')} goes there.`;
  if (chosen === undefined) return 'No backup is chosen.';
  return isBackupName(chosen) ? undefined : 'This is no backup yet.';
}
