import type {AuditEvent} from '../../state/audit.js';
import {formatDuration} from '../formats.js';
import {showHolder} from '../locks/take.js';
import {plain} from '../plain.js';
import {showPriority} from '../tasks/priority.js';
import {readData} from './show.js';

/** What a sentence may be made of. The data of an event is a person's, an agent's or an intruder's: read with care. */
interface Facts {
  who: string;
  /** The field as text; empty when it is not there. */
  text(field: string): string;
  data: Readonly<Record<string, unknown>>;
}

const LONGEST = 300;

/** What happened, as a sentence on one line. */
export function tellEvent(event: Pick<AuditEvent, 'type' | 'agent' | 'actor' | 'data'>): string {
  const data = recordOf(readData(event.data));
  const facts: Facts = {who: event.agent ?? event.actor, text: (field) => textOf(data[field]), data};
  const sentence = Object.hasOwn(sentences, event.type) ? sentences[event.type]?.(facts) : undefined;
  const said = plain(sentence ?? (tellAttempt(facts) || tellUnknown(event)));
  return said.length <= LONGEST ? said : `${said.slice(0, LONGEST - 1)}…`;
}

const recordOf = (data: unknown): Record<string, unknown> =>
  typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, unknown>) : {};

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

const because = (why: string): string => (why === '' ? '' : `: ${why}`);

const tellBy = (by: string): string => (by === '' ? '' : ` (${by})`);

const tellWaiting = (after: string): string =>
  after === '' ? 'it waits again' : `#${after} is worked on again, so it waits`;

const sentences: Readonly<Record<string, (facts: Facts) => string>> = {
  'task.added': ({who, text, data}) =>
    `${who} added "${text('title')}"${tellSource(text('source'))}${tellNeeds(data.needs)}`,
  'task.ready': (facts) => tellAttempt(facts) || 'nothing is in its way any more',
  'task.waiting': (facts) => tellAttempt(facts) || tellWaiting(facts.text('after')),
  'task.started': ({who, text}) => `${who} started attempt ${text('attempt')}${because(text('why'))}`,
  'task.review': (facts) => tellAttempt(facts) || facts.text('why'),
  'task.cancelled': (facts) => tellAttempt(facts) || `${facts.who} cancelled it${because(facts.text('why'))}`,
  'task.approved': ({who}) => `${who} approved it`,
  'task.rejected': ({who, text}) => `${who} rejected it${because(text('reason'))}`,
  'task.retried': ({who}) => `${who} put it back into the queue`,
  'task.deleted': ({who, text}) => `${who} deleted "${text('title')}"`,
  'task.restored': ({who, text}) =>
    text('undid') === 'deleted'
      ? `${who} took the deletion back: it is ${text('state')} again`
      : `${who} took the last change back: it is ${text('state')}`,
  'task.reordered': ({who}) => `${who} gave it another place in the queue`,
  'task.prioritized': ({who, text}) =>
    `${who} changed its priority from ${showPriority(Number(text('from')))} to ${showPriority(Number(text('to')))}`,
  'task.edited': ({who, data}) => `${who} changed ${Object.keys(recordOf(data.changes)).join(', ') || 'it'}`,
  'task.stop-asked': ({who, text}) => `${who} asked to stop attempt ${text('attempt')}${because(text('why'))}`,
  'task.adopted': ({who, text}) => `${who} took over attempt ${text('attempt')} from ${text('from')}`,
  'workspace.prepared': ({text, data}) =>
    `attempt ${text('attempt')} works on the branch ${text('branch')}${data.isNew === false ? ', where work was left' : ''}`,
  'workspace.committed': ({text}) =>
    `+${text('added')} −${text('removed')} in ${text('files')} files are on ${text('branch')}`,
  'workspace.merged': ({who, text}) => `${who} merged ${text('branch')} into ${text('into')}`,
  'workspace.refused': ({text}) => `${text('branch')} could not be merged${because(text('why'))}`,
  'workspace.removed': ({text, data}) =>
    `the worktree of ${text('branch')} was removed${data.keepsBranch === true ? ', its branch kept' : ''}${because(text('why'))}`,
  'tasks.imported': ({who, text}) =>
    `${who} imported ${text('added')} tasks from ${text('from')}, ${text('skipped')} were here already`,
  'task.rolled-back': ({who, text}) =>
    `${who} put back what attempt ${text('attempt')} did: ${text('restored')} restored, ${text('removed')} removed`,
  'rollback.undone': ({who, text}) => `${who} took the rollback of attempt ${text('attempt')} back`,
  'rollback.left': ({text}) => `what attempt ${text('attempt')} did was not put back${because(text('why'))}`,
  'schedule.due': ({text}) => `the scheduled backup ${text('schedule')} was due`,
  'schedule.done': ({text}) => `the scheduled backup ${text('schedule')} was made`,
  'schedule.failed': ({text}) => `the scheduled backup ${text('schedule')} failed${because(text('why'))}`,
  'schedule.lost': ({text}) => `the scheduled backup ${text('schedule')} was lost${because(text('why'))}`,
  'proof.proven': ({text}) => `the backup ${text('backup').slice(0, 8)} was proven by restoring ${text('files')} files`,
  'proof.failed': ({text}) =>
    `the backup ${text('backup').slice(0, 8)} could not be restored as it was made${because(text('why'))}`,
  'guard.kept': ({text}) => `what attempt ${text('attempt')} may touch was backed up${because(text('why'))}`,
  'guard.nothing': ({text}) => `attempt ${text('attempt')} begins where nothing is yet${because(text('why'))}`,
  'guard.failed': ({text}) => `attempt ${text('attempt')} did not begin without a backup${because(text('why'))}`,
  'lock.taken': ({text}) => `${showHolder(text('holder'))} locked ${text('id')}`,
  'lock.dropped': ({text}) => `${showHolder(text('holder'))} gave ${text('id')} back`,
  'lock.broken': ({text}) =>
    `the lock of ${showHolder(text('holder'))} on ${text('id')} was broken${because(text('reason'))}`,
  'approval.asked': ({who, text}) => `${who} asks for leave: ${text('tool')} ${text('subject')}`,
  'approval.allowed': ({text, data}) =>
    `${data.scope === 'always' ? 'always allowed' : 'allowed'}: ${text('tool')} ${text('subject')}${tellBy(text('by'))}`,
  'approval.denied': ({text}) =>
    `denied: ${text('tool')} ${text('subject')}${tellBy(text('by'))}${because(text('why'))}`,
  'approval.timed-out': ({text}) => `nobody answered: ${text('tool')} ${text('subject')}`,
  'approval.gone': ({text}) => `asked in vain, its attempt is over: ${text('tool')} ${text('subject')}`,
  'approval.forgotten': ({who, text}) => `${who} no longer always allows ${text('tool')} ${text('subject')}`,
  'notice.sent': ({who, text}) => `${who} was sent a message: ${text('text')}`,
  'notices.read': ({who, text}) => `${who} read ${text('count')} ${text('count') === '1' ? 'notice' : 'notices'}`,
  'engine.started': ({text}) => `the engine ${text('owner')} started`,
  'engine.stopped': ({text, data}) =>
    `the engine ${text('owner')} stopped${tellInHand(data.inHand, text('how'))}${tellCounts(data.tasks)}`,
  'config.changed': ({who, text}) => `${who} set ${text('name')} to ${text('value')}`,
  'project.milestone': ({text}) => `${text('percent')}% of the tasks are done (${text('done')} of ${text('total')})`,
  'operation.started': ({who, text}) => `${who} began the ${text('kind')} of ${text('subject')}`,
  'operation.done': ({text}) => `the ${text('kind')} of ${text('subject')} was done`,
  'operation.failed': ({text}) => `the ${text('kind')} of ${text('subject')} failed${because(text('why'))}`,
  'operation.timed-out': ({text}) => `the ${text('kind')} of ${text('subject')} took too long${because(text('why'))}`,
  'operation.lost': ({text}) => `the ${text('kind')} of ${text('subject')} was lost with its process`,
  'backup.restored': ({who, text}) => `${who} restored ${text('files')} files of ${tellBackup(text)} to ${text('to')}`,
  'backups.verified': ({who, text}) =>
    `${who} verified the backups${text('findings') === '0' ? '' : `: ${text('findings')} findings`}`,
  'scan.made': ({who, text}) => `${who} looked through ${text('path')}: ${text('files')} files`,
  'backup-key.added': ({who, text}) => `${who} let one more password open the backups in ${text('where')}`,
  'backup-key.removed': ({who, text}) => `${who} took a key of the backups in ${text('where')} away`,
  'backup-key.changed': ({who, text}) => `${who} changed the password of the backups in ${text('where')}`,
  'repository.unlocked': ({who, text}) => `${who} removed locks of the backups in ${text('where')}`,
  'backup.made': ({who, text}) => `${who} made ${tellBackup(text)} of ${text('files')} files`,
  'backup.forgotten': ({who, text}) => `${who} forgot ${tellBackup(text)}`,
  'backup.tagged': ({who, text}) => `${who} gave ${tellBackup(text)} other tags`,
  'backup.seen': ({data}) =>
    `the repository has ${tellCount(data.added)} of others, and ${tellCount(data.gone)} no more`,
  'backup.pruned': ({who, text}) => `${who} freed ${text('freedBytes')} bytes that no backup needs`,
  'agent.ready': ({who, text}) => `${who} can work${text('version') === '' ? '' : ` (version ${text('version')})`}`,
  'agent.login': ({who, text}) => `${who} cannot work${because(text('why'))}`,
  'agent.missing': ({who, text}) => `${who} is not there any more${because(text('why'))}`,
  'agent.unreachable': ({who, text}) => `${who} cannot be reached${because(text('why'))}`,
  'agent.limited': ({who, text}) => `${who} takes no more for now${because(text('why'))}`,
  'agent.paused': (facts) => `${facts.who} is given nothing new`,
  'agent.resumed': (facts) => `${facts.who} works again`,
  'agent.rests': ({who, text}) => `${who} failed ${text('failures')} times in a row and rests`,
  'agent.refused': ({who, text}) => `${who} was refused${because(text('why'))}`,
  'clock.jumped': ({text}) => `the clock was set by ${tellJump(Number(text('byMs')))}`,
};

const tellBackup = (text: (name: string) => string): string => {
  const id = text('id').slice(0, 8);
  return text('name') === '' ? `the backup ${id}` : `the backup ${text('name')} (${id})`;
};
const tellCount = (list: unknown): string => {
  const count = Array.isArray(list) ? list.length : 0;
  return `${count} ${count === 1 ? 'backup' : 'backups'}`;
};
const tellSource = (source: string): string => (source === '' ? '' : `, imported as ${source}`);

function tellNeeds(needs: unknown): string {
  if (!Array.isArray(needs) || needs.length === 0) return '';
  return `, to follow ${showIds(needs.map((need) => textOf(recordOf(need).needs)))}`;
}

function tellInHand(inHand: unknown, how: string): string {
  if (!Array.isArray(inHand) || inHand.length === 0) return '';
  return ` and ${how === 'leave' ? 'left' : 'handed back'} ${showIds(inHand.map(textOf))}`;
}

function tellCounts(tasks: unknown): string {
  const counts = Object.entries(recordOf(tasks)).map(([state, count]) => `${textOf(count)} ${state}`);
  return counts.length === 0 ? '' : `: ${counts.join(', ')}`;
}

const MOST_IDS = 5;

const showIds = (ids: readonly string[]): string =>
  `${ids
    .slice(0, MOST_IDS)
    .map((id) => `#${id}`)
    .join(', ')}${ids.length > MOST_IDS ? ` and ${ids.length - MOST_IDS} more` : ''}`;

const tellJump = (ms: number): string => `${ms < 0 ? '-' : '+'}${formatDuration(Math.abs(ms))}`;

const outcomes: Readonly<Record<string, string>> = {
  done: 'finished attempt',
  failed: 'failed in attempt',
  cancelled: 'was stopped in attempt',
  'timed-out': 'ran out of time in attempt',
  'handed-back': 'handed back attempt',
  lost: 'was lost in attempt',
};

/** The end of an attempt, whatever state it left the task in. Empty when this was none. */
function tellAttempt({who, text}: Facts): string {
  const outcome = text('outcome');
  if (!Object.hasOwn(outcomes, outcome)) return '';
  return `${who} ${outcomes[outcome]} ${text('attempt')}${because(text('why'))}`;
}

/** An event of a newer program, or of a part that has no sentence. */
function tellUnknown({actor, type, data}: Pick<AuditEvent, 'actor' | 'type' | 'data'>): string {
  return `${actor}: ${type}${data === '{}' ? '' : ` ${data}`}`;
}
