import type {AuditEvent, AuditFilter} from '../../state/audit.js';
import {safeJson, showControls} from '../safe-json.js';
import type {World} from '../world.js';
import {walkAudit} from './query.js';
import {type ShownEvent, showEvent} from './show.js';

export const auditFormats = ['jsonl', 'csv'] as const;
export type AuditFormat = (typeof auditFormats)[number];

/** The lines of the file, without their line feed. CSV has a line of names first. */
export function* auditLines(world: World, format: AuditFormat, filter: AuditFilter = {}): Generator<string> {
  const {first, show} = formats[format];
  if (first) yield first();
  for (const page of walkAudit(world, filter)) for (const event of page) yield show(event);
}

const columns = [
  'id',
  'at',
  'type',
  'task',
  'agent',
  'actor',
  'data',
  'hash',
] as const satisfies readonly (keyof ShownEvent)[];

const formats: Record<AuditFormat, {first?(): string; show(event: AuditEvent): string}> = {
  jsonl: {show: (event) => safeJson(showEvent(event))},
  csv: {first: () => csvLine(columns), show: (event) => csvLine(cellsOf(event))},
};

function cellsOf(event: AuditEvent): string[] {
  const shown = {...showEvent(event), data: event.data};
  return columns.map((column) => String(shown[column] ?? ''));
}

/** RFC 4180: a line ends with CR LF, of which the writer adds the second. */
function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r`;
}

/** No cell spans lines or speaks to a terminal. */
export function csvCell(text: string): string {
  const shown = showControls(text);
  const guarded = isFormula(shown) ? `'${shown}` : shown;
  return /[",]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** A spreadsheet would calculate it, and what it calculates may send data away. */
const isFormula = (text: string): boolean => /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text);
