import type {AuditEvent} from '../../state/audit.js';
import {showLocalTime} from '../local-time.js';
import {plain} from '../plain.js';
import {auditFilterOptions, readAuditFilter} from './audit-filter.js';
import type {Command} from './command.js';

const SHOWN = 100;

export const auditList: Command = {
  path: 'audit list',
  summary: 'what happened, the newest last',
  options: auditFilterOptions,
  isDefault: true,
  examples: [
    'orkestra audit --since 2h --type task',
    'orkestra audit --task 12',
    'orkestra audit --text src/auth --limit 20',
  ],
  async run(call) {
    const {world} = await call.project();
    const {queryAudit} = await import('../audit/query.js');
    const {showEvent} = await import('../audit/show.js');
    const filter = {limit: SHOWN, ...readAuditFilter(call.options, world.now())};
    const events = queryAudit(world, filter);
    if (events.length === filter.limit && call.options.limit === undefined) {
      call.say(`Only the newest ${filter.limit} are shown; --limit N shows more.`);
    }
    if (call.isJson) return {json: events.map(showEvent)};
    if (events.length === 0) return {text: 'Nothing is recorded that matches.'};
    const {alignColumns} = await import('./columns.js');
    const {tellEvent} = await import('../audit/tell.js');
    return {text: alignColumns(events.map((event) => rowOf(event, tellEvent(event))))};
  },
};

const rowOf = ({id, at, type, task}: AuditEvent, says: string): string[] => [
  String(id),
  showLocalTime(at),
  plain(type),
  task === null ? '-' : `#${task}`,
  says,
];
