import {formatDuration} from '../src/formats.js';
import {type Progress, percentOf, type Share} from '../src/progress.js';
import type {Overview} from '../state/overview.js';
import {factLines, heading} from './fact-lines.js';
import {progressBar} from './ProgressBar.js';
import type {Line, Span} from './page-lines.js';
import {sparkline} from './Sparkline.js';
import type {Theme} from './theme.js';

const BAR_WIDTH = 30;

/** How far the project is, in which state its tasks are, and how fast it goes. */
export function progressLines(progress: Progress, {engine, at}: Overview, theme: Theme): Line[] {
  const {counts, done1h, failed1h, history} = progress;
  const ended = done1h + failed1h;
  const queued = counts.ready + counts.waiting;
  return [
    bar({...progress, name: 'done'}, theme),
    '',
    ...factLines([
      ['last hour', `${done1h} done, ${failed1h} failed`],
      ['failure rate', ended === 0 ? undefined : `${Math.floor((100 * failed1h) / ended)}%`],
      ['in the queue', String(queued)],
      ['at this pace', pace(queued + counts.running, done1h)],
      ['history', `${sparkline(history, history.length, theme.glyphs)}  done in each 5 min`],
      ['engine', engine ? `up for ${formatDuration(Math.max(0, at - engine.takenAt))}` : 'none'],
    ]),
    '',
    heading('by state'),
    ...Object.values(theme.states).map(({glyph, word, meaning}): Span[] => [
      {text: `  ${glyph} ${word.padEnd(12)}`, meaning},
      {text: String(counts[word]).padStart(7), meaning: 'plain'},
    ]),
    ...group('by priority', progress.byPriority, theme),
    ...group('by category', progress.byCategory, theme),
  ];
}

const pace = (left: number, done1h: number): string | undefined =>
  left === 0 || done1h === 0 ? undefined : `done in about ${formatDuration((left / done1h) * 3_600_000)}`;

function group(title: string, shares: readonly Share[] | undefined, theme: Theme): Line[] {
  if (!shares) return ['', heading(title), '  There are too many tasks to count them here.'];
  return shares.length < 2 ? [] : ['', heading(title), ...shares.map((share) => bar(share, theme))];
}

function bar(share: Share, {glyphs}: Theme): Line {
  const {name, done, total} = share;
  return [
    {text: `  ${name.padEnd(14)}`, meaning: 'plain'},
    {text: progressBar(total === 0 ? 0 : done / total, BAR_WIDTH, glyphs), meaning: 'good'},
    {text: `${percentOf(share)}%`.padStart(5), meaning: 'title'},
    {text: `  ${done} of ${total}`, meaning: 'muted'},
  ];
}
