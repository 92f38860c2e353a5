import {showCompression, showDedup, timeLeftMs} from '../src/backups/ratios.js';
import {formatAge, formatBytes, formatClock, formatDuration, formatMoment} from '../src/formats.js';
import {detailOf} from '../src/operations/detail.js';
import type {BackupRun} from '../state/backup-runs.js';
import type {Backup} from '../state/backups.js';
import type {OperationStep} from '../state/operation-steps.js';
import type {OperationRow} from '../state/operations.js';
import type {Proof} from '../state/proofs.js';
import {nameOfBackup, shareOf} from './backup-rows.js';
import {type Fact, factLines} from './fact-lines.js';
import {percent, progressBar} from './ProgressBar.js';
import type {Line, Span} from './page-lines.js';
import {clean, pad} from './text.js';
import type {Meaning, Theme} from './theme.js';

const BAR_WIDTH = 40;
/** Enough to name it to any program; all of them would fill a line. */
const SHOWN_DIGITS = 16;

/** What a backup is, and whether it was proven. */
export function backupLines(backup: Backup, proofs: readonly Proof[], now: number): Line[] {
  const {id, kind, host, paths, tags, madeAt, tookMs, parent, errors, task} = backup;
  return factLines([
    ['backup', nameOfBackup(backup)],
    ['id', id.slice(0, SHOWN_DIGITS)],
    ['made', `${formatMoment(madeAt, now)}, ${formatAge(madeAt, now)}, on ${host}`],
    ['why', whyMade[kind]],
    ['task', task === null ? undefined : `#${task}`],
    ['of', paths.join('\n')],
    ['tags', tags.join(', ')],
    ['took', tookMs === null ? undefined : formatDuration(tookMs)],
    ...sizeFacts(backup),
    ['not read', errors === 0 ? undefined : `${errors} files; the command that made it named them`, 'warn'],
    ['follows', parent?.slice(0, SHOWN_DIGITS)],
    ...proofFacts(proofs, now),
  ]);
}

const whyMade: Readonly<Record<Backup['kind'], string>> = {
  made: 'somebody or a schedule asked for it',
  guard: 'taken before a task worked in the shared folder',
  rollback: 'taken before something was put back',
  foreign: 'made by another program',
};

function sizeFacts(backup: Backup): Fact[] {
  const {files, folders, bytes, addedBytes, storedBytes} = backup;
  const count = [files === null ? '' : `${files} files`, folders === null ? '' : `${folders} folders`];
  return [
    ['holds', [...count, bytes === null ? '' : formatBytes(bytes)].filter((part) => part !== '').join(', ')],
    ['new', addedBytes === null ? undefined : `${formatBytes(addedBytes)}${dedupWords(backup)}`],
    ['stored', storedBytes === null ? undefined : `${formatBytes(storedBytes)}${compressionWords(backup)}`],
  ];
}

type Sizes = Parameters<typeof showDedup>[0];

function dedupWords(sizes: Sizes): string {
  const ratio = showDedup(sizes);
  return ratio === undefined ? '' : `, dedup ${ratio}`;
}

function compressionWords(sizes: Sizes): string {
  const ratio = showCompression(sizes);
  return ratio === undefined ? '' : `, packed ${ratio}`;
}

function proofFacts([last, ...before]: readonly Proof[], now: number): Fact[] {
  if (!last) return [['proof', 'not restored and compared yet', 'muted']];
  const how = last.outcome === 'proven' ? `proven by restore ${formatAge(last.at, now)}` : 'the restore differed';
  const sample = `${last.files} files, ${formatBytes(last.bytes)} in ${formatDuration(last.tookMs)}`;
  return [
    ['proof', `${how}: ${sample}`, last.outcome === 'proven' ? 'good' : 'bad'],
    ['', last.why, 'bad'],
    ['', before.length === 0 ? undefined : `and ${before.length} proofs before`, 'muted'],
  ];
}

/** How far it is, and how fast it goes; what it came to once it has ended. */
export function operationLines(row: OperationRow, now: number, {glyphs}: Theme): Line[] {
  const {state, kind, subject, startedAt, endedAt, askedAt, why} = row;
  const detail = detailOf(row);
  const share = shareOf(row);
  const bar: Span[] = [
    {text: progressBar(share < 0 ? undefined : share, BAR_WIDTH, glyphs), meaning: lookOf(state)},
    {text: (share < 0 ? '' : percent(share)).padStart(6), meaning: 'title'},
  ];
  const left = detail && state === 'running' ? timeLeftMs(detail) : undefined;
  const of = (part: string, whole: string | undefined): string => (whole === undefined ? part : `${part} of ${whole}`);
  return [
    ...(state === 'running' ? [bar, ''] : []),
    ...factLines([
      [kind, subject],
      ['state', state, lookOf(state)],
      ['why', why, 'bad'],
      ['asked', formatAge(askedAt, now)],
      ['took', startedAt === null ? undefined : formatClock((endedAt ?? now) - startedAt)],
      ['files', detail && of(String(detail.files), detail.filesTotal?.toString())],
      [
        'bytes',
        detail &&
          of(formatBytes(detail.bytes), detail.bytesTotal === undefined ? undefined : formatBytes(detail.bytesTotal)),
      ],
      ['rate', detail?.bytesPerSecond ? `${formatBytes(detail.bytesPerSecond)}/s` : undefined],
      ['left', left === undefined ? undefined : `about ${formatDuration(left)}`],
      ['dedup', detail && showDedup(detail)],
      ['packed', detail && showCompression(detail)],
      ['in work', state === 'running' ? detail?.file : undefined, 'muted'],
    ]),
  ];
}

const lookOf = (state: OperationRow['state']): Meaning =>
  state === 'running' ? 'busy' : state === 'done' ? 'good' : state === 'waiting' ? 'muted' : 'bad';

/** The parts of an operation in the order they began. */
export function stepLines(steps: readonly OperationStep[], now: number, {glyphs}: Theme): Line[] {
  const width = Math.max(0, ...steps.map(({name}) => name.length));
  return steps.flatMap(({name, startedAt, endedAt, outcome, tries, why}): Line[] => {
    const look = outcome === null ? 'busy' : outcome === 'done' ? 'good' : 'bad';
    const glyph = outcome === null ? glyphs.busy : outcome === 'done' ? glyphs.good : glyphs.bad;
    const line: Span[] = [
      {text: `${glyph} ${pad(clean(name), width)}  `, meaning: look},
      {text: formatClock((endedAt ?? now) - startedAt), meaning: 'plain'},
      {text: tries > 1 ? `  after ${tries} tries` : '', meaning: 'muted'},
    ];
    return why === null ? [line] : [line, [{text: `  ${clean(why)}`, meaning: 'bad'}]];
  });
}

/** What became of the moments of a schedule, the newest first. */
export function runLines(runs: readonly BackupRun[], now: number, {glyphs}: Theme): Line[] {
  return runs.flatMap(({dueAt, outcome, endedAt, startedAt, why}): Line[] => {
    const look = outcome === null ? 'busy' : outcome === 'done' ? 'good' : 'bad';
    const glyph = outcome === null ? glyphs.busy : outcome === 'done' ? glyphs.good : glyphs.bad;
    const line: Span[] = [
      {text: `${glyph} ${pad(outcome ?? 'at work', 8)}`, meaning: look},
      {text: `due ${formatMoment(dueAt, now)}, took ${formatClock((endedAt ?? now) - startedAt)}`, meaning: 'plain'},
    ];
    return why === null ? [line] : [line, [{text: `  ${clean(why)}`, meaning: 'bad'}]];
  });
}
