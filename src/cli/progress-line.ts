import type {OperationDetail} from '../../state/operations.js';
import {formatBytes, formatDuration} from '../formats.js';
import {plain} from '../plain.js';
import {safeJson} from '../safe-json.js';
import type {Answer, Call} from './command.js';

/** How long work on files is shown while it goes on: a line that changes in a terminal, lines of JSON for a script. */
export interface ProgressLine {
  tell(detail: OperationDetail): void;
  /** Leaves the line of the terminal empty for what comes next. */
  end(): void;
}

/** The last line for a script, behind those that told how far it was; for a person, the text. */
export function lastLine(call: Pick<Call, 'isJson' | 'print'>, json: object, text: string, exitCode: number): Answer {
  if (!call.isJson) return {text, exitCode};
  call.print(safeJson({type: 'result', ...json}));
  return {exitCode};
}

const BAR_CELLS = 20;
const JSON_EVERY_MS = 1000;

export function makeProgressLine(call: Pick<Call, 'isJson' | 'print'>, screen = process.stderr): ProgressLine {
  const startedAt = performance.now();
  let toldAt = Number.NEGATIVE_INFINITY;
  if (call.isJson) {
    return {
      tell(detail) {
        if (performance.now() - toldAt < JSON_EVERY_MS) return;
        toldAt = performance.now();
        call.print(safeJson({type: 'progress', ...detail}));
      },
      end: () => {},
    };
  }
  if (!screen.isTTY || process.env.TERM === 'dumb') return {tell: () => {}, end: () => {}};
  return {
    tell(detail) {
      const line = progressText(detail, performance.now() - startedAt);
      screen.write(`\r${fit(line, (screen.columns ?? 80) - 1)}\u001b[K`);
    },
    end: () => void screen.write('\r\u001b[K'),
  };
}

/** `██████░░  62%  41,000 files  231 of 373 MB  82 MB/s  2s left  src/app.ts` */
export function progressText(detail: OperationDetail, tookMs: number): string {
  const {files, bytes, bytesTotal = 0, file = ''} = detail;
  const share = bytesTotal > 0 ? Math.min(1, bytes / bytesTotal) : 0;
  const cells = Math.round(share * BAR_CELLS);
  const rate = tookMs > 0 ? (bytes / tookMs) * 1000 : 0;
  const leftMs = rate > 0 && share > 0.02 ? ((bytesTotal - bytes) / rate) * 1000 : undefined;
  const parts = [
    `${'█'.repeat(cells)}${'░'.repeat(BAR_CELLS - cells)} ${String(Math.floor(share * 100)).padStart(3)}%`,
    `${files.toLocaleString('en')} files`,
    `${formatBytes(bytes)}${bytesTotal > 0 ? ` of ${formatBytes(bytesTotal)}` : ''}`,
    `${formatBytes(rate)}/s`,
    ...(leftMs === undefined || leftMs < 1000 ? [] : [`${formatDuration(leftMs)} left`]),
    plain(Buffer.from(file, 'latin1').toString('utf8').split('/').at(-1) ?? ''),
  ];
  return parts.join('  ');
}

const fit = (line: string, columns: number): string => (line.length > columns ? line.slice(0, columns) : line);
