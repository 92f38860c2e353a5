import {plain} from '../plain.js';
import {tellCost, tellTokens} from './tell-usage.js';
import type {TranscriptLine} from './transcript.js';

/** What a row of a transcript is; each kind has a sign of its own, so that none depends on colour. */
export type RowKind = 'prompt' | 'text' | 'thought' | 'tool' | 'result' | 'error' | 'note';

/** A row as people read it. Its text is clean. */
export interface TranscriptRow {
  kind: RowKind;
  at: number;
  text: string;
  /** It goes on with what the row before it says. */
  isMore: boolean;
}

/** As in the output of an attempt. */
export const signs: Readonly<Record<RowKind, string>> = {
  prompt: '?',
  text: ' ',
  thought: '~',
  tool: '>',
  result: '|',
  error: '!',
  note: '-',
};

/** How many lines of a prompt and of a tool's result are shown before they are folded. */
export interface Fold {
  prompt: number;
  result: number;
}

const LONGEST_LINE = 8000;

/** An event as rows; what the same tokens say twice is for the caller to leave out. */
export function rowsOf(line: TranscriptLine, fold: Fold): TranscriptRow[] {
  const rows = (kind: RowKind, text: string, most = Number.POSITIVE_INFINITY): TranscriptRow[] =>
    linesOf(text, most).map((one, at) => ({kind, at: line.at, text: one, isMore: at > 0}));
  switch (line.type) {
    case 'prompt':
      return rows('prompt', line.text, fold.prompt);
    case 'started':
      return rows('note', ['started', line.model, line.version, line.session].filter(isSaid).join(' · '));
    case 'text':
      return rows('text', line.text);
    case 'thought':
      return line.text.trim() === '' ? [] : rows('thought', line.text);
    case 'tool':
      return rows('tool', line.subject === '' ? line.name : `${line.name}: ${line.subject}`);
    case 'tool-result':
      return rows(line.isError ? 'error' : 'result', line.text, fold.result);
    case 'usage':
      return rows('note', `${tellTokens(line.usage)} · ${tellCost(line.usage.costUsd)} so far`);
    case 'note':
      return rows('note', line.text);
  }
}

const isSaid = (part: string | undefined): boolean => part !== undefined && part !== '';

function linesOf(text: string, most: number): string[] {
  const lines = text.trimEnd().split('\n');
  const shown = (lines.length <= most + 1 ? lines : lines.slice(0, most)).map(showLine);
  return lines.length <= most + 1 ? shown : [...shown, `… ${lines.length - most} more lines`];
}

const showLine = (line: string): string =>
  plain(line.slice(0, LONGEST_LINE).replace(/\r$/, '').replaceAll('\t', '    '));
