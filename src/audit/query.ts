import {type AuditEvent, type AuditFilter, listAudit, listAuditAfter} from '../../state/audit.js';
import {OrkestraError} from '../../state/errors.js';
import type {World} from '../world.js';

const LONGEST_TEXT = 1000;

/** The newest events that match, oldest first: the answer of every face (command line, screen, web). */
export const queryAudit = ({db}: World, filter: AuditFilter): AuditEvent[] => listAudit(db, checkFilter(filter));

/** The data is kept as JSON, so the words of the user are looked for as they stand in it. */
export function checkFilter(filter: AuditFilter): AuditFilter {
  const {text, limit, since, until} = filter;
  if (limit !== undefined && limit < 1) throw new OrkestraError('invalid', 'The limit is 1 or more.');
  if (since !== undefined && until !== undefined && since > until) {
    throw new OrkestraError('invalid', 'The time asked for ends before it begins.', {
      hint: 'Exchange --since and --until.',
    });
  }
  if (text === undefined) return filter;
  if (text.length > LONGEST_TEXT)
    throw new OrkestraError('invalid', `The text to look for has more than ${LONGEST_TEXT} characters.`);
  return {...filter, text: JSON.stringify(text).slice(1, -1)};
}

const PAGE = 1000;

/** All that match, a page at a time, oldest first: a long trail never sits in memory. A limit takes the newest. */
export function* walkAudit(world: World, filter: AuditFilter): Generator<AuditEvent[]> {
  const checked = checkFilter(filter);
  if (checked.limit !== undefined) return yield listAudit(world.db, checked);
  for (let last = 0; ; ) {
    const events = listAuditAfter(world.db, last, PAGE);
    const newest = events.at(-1)?.id;
    if (newest === undefined) return;
    yield events.filter((event) => isMatch(event, checked));
    last = newest;
  }
}

/** The same question as the table answers in SQL, where only the letters A to Z have two cases. */
export function isMatch(event: AuditEvent, {since, until, task, agent, type, text}: AuditFilter): boolean {
  if (since !== undefined && event.at < since) return false;
  if (until !== undefined && event.at > until) return false;
  if (task !== undefined && event.task !== task) return false;
  if (agent !== undefined && event.agent !== agent) return false;
  if (type !== undefined && event.type !== type && !lower(event.type).startsWith(`${lower(type)}.`)) return false;
  return text === undefined || lower(event.data).includes(lower(text)) || lower(event.type).includes(lower(text));
}

const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
