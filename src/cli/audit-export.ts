import {resolve} from 'node:path';
import type {AuditFilter} from '../../state/audit.js';
import {type AuditFormat, auditFormats, auditLines} from '../audit/export.js';
import {walkAudit} from '../audit/query.js';
import {showEvent} from '../audit/show.js';
import {safeJson} from '../safe-json.js';
import type {World} from '../world.js';
import {writeLines} from '../write-lines.js';
import {auditFilterOptions, readAuditFilter} from './audit-filter.js';
import type {Answer, Call, Command} from './command.js';
import {textOf} from './values.js';

export const auditExport: Command = {
  path: 'audit export',
  args: '[file]',
  summary: 'write the record as JSON lines or CSV, to a file or to stdout',
  options: [
    {
      flags: '--format FORMAT',
      help: 'jsonl, or csv for a spreadsheet; else the name of the file decides',
      choices: auditFormats,
    },
    ...auditFilterOptions,
  ],
  examples: ['orkestra audit export audit.csv', 'orkestra audit export --type task --since 2026-11-01 > tasks.jsonl'],
  async run(call) {
    const file = call.args[0];
    const {world} = await call.project();
    const format = formatOf(textOf(call.options.format), file);
    const filter = readAuditFilter(call.options, world.now());
    if (file === undefined || file === '-') return print(call, world, format, filter);
    const lines = writeLines(resolve(file), auditLines(world, format, filter));
    const events = format === 'csv' ? lines - 1 : lines;
    return {json: {file, format, events}, text: `${events} events written to ${file}.`};
  },
};

const formatOf = (wanted: string | undefined, file: string | undefined): AuditFormat =>
  auditFormats.find((format) => format === wanted) ?? (file?.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl');

/** As it comes; with --json the same events are one document, as that flag promises everywhere. */
function print(call: Call, world: World, format: AuditFormat, filter: AuditFilter): Answer | undefined {
  if (!call.isJson) {
    for (const line of auditLines(world, format, filter)) call.print(line);
    return undefined;
  }
  let before = '[';
  for (const page of walkAudit(world, filter)) {
    for (const event of page) {
      call.print(`${before}${safeJson(showEvent(event))}`);
      before = ',';
    }
  }
  call.print(before === '[' ? '[]' : ']');
  return undefined;
}
