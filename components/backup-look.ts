import type {BackupHealth} from '../src/backups/health.js';
import {formatAge} from '../src/formats.js';
import type {BackupRow} from './backup-rows.js';
import type {Glyphs} from './glyphs.js';
import {percent, progressBar} from './ProgressBar.js';
import type {Meaning} from './theme.js';

export interface BackupLook {
  glyph: string;
  meaning: Meaning;
}

export function backupLook(state: BackupRow['state'], glyphs: Glyphs): BackupLook {
  switch (state) {
    case 'at work':
      return {glyph: glyphs.busy, meaning: 'busy'};
    case 'queued':
      return {glyph: glyphs.idle, meaning: 'muted'};
    case 'failed':
      return {glyph: glyphs.bad, meaning: 'bad'};
    case 'partial':
      return {glyph: glyphs.warn, meaning: 'warn'};
    case 'proven':
      return {glyph: glyphs.good, meaning: 'good'};
    case 'made':
      return {glyph: glyphs.idle, meaning: 'plain'};
  }
}

const BAR_WIDTH = 5;

/** How long ago, or for what is at work how far it is. */
export function whenWords({state, share, when}: BackupRow, glyphs: Glyphs): string {
  if (state !== 'at work') return state === 'queued' ? 'queued' : when;
  return share < 0 ? 'at work' : `${progressBar(share, BAR_WIDTH, glyphs)}${percent(share).padStart(5)}`;
}

/** Whether a backup was really restored, in a few words; with how sure that is. */
export function proofWords(
  {proof, proofAt}: BackupHealth,
  now: number,
  glyphs: Glyphs,
  isShort = false,
): {text: string; meaning: Meaning} | undefined {
  const age = proofAt === undefined ? '' : formatAge(proofAt, now);
  switch (proof) {
    case 'none':
      return undefined;
    case 'unproven':
      return {text: isShort ? 'unproven' : 'not proven by a restore yet', meaning: 'muted'};
    case 'proven':
      return {text: `${glyphs.good} ${isShort ? age : `proven by restore ${age}`}`, meaning: 'good'};
    case 'old':
      return {text: `${glyphs.warn} ${isShort ? age : `last proven by restore ${age}`}`, meaning: 'warn'};
    case 'failed':
      return {text: `${glyphs.bad} ${isShort ? age : `the proof by restore failed ${age}`}`, meaning: 'bad'};
  }
}
