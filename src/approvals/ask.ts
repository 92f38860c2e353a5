import {type Approval, findAlways, insertApproval, isAttemptRunning, readApproval} from '../../state/approvals.js';
import {watchChanges} from '../../state/changes.js';
import {OrkestraError} from '../../state/errors.js';
import {insertNotice} from '../../state/notifications.js';
import {readTitle} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import type {AgentAnswer, AgentQuestion} from '../agents/agent.js';
import {loadAgents} from '../agents/defined/load.js';
import {record} from '../audit/record.js';
import {formatDuration} from '../formats.js';
import {USER} from '../notify/tell.js';
import {plain} from '../plain.js';
import {actingAs, type World} from '../world.js';
import {decide} from './rules.js';
import {factsOf, settle, settleForlorn} from './settle.js';
import {asksTo} from './words.js';

export interface Asker {
  task: number;
  attempt: number;
  agent: string;
  /** The folder it works in. */
  root: string;
  /** Aborted when its run is over: then nobody waits for the answer. */
  signal?: AbortSignal;
}

type Ask = (question: AgentQuestion) => Promise<AgentAnswer>;

const denied = (why: string): AgentAnswer => ({isAllowed: false, why});
const OVER = denied('its attempt is over');
/** Nobody reads more, and what is not read is not allowed. */
const LONGEST_SUBJECT = 20_000;
const LONGEST_TITLE = 200;
/** A change is told at once; this is for the end of the time. */
const LOOK_EVERY_MS = 1000;

/**
 * What an agent of this attempt asks leave with. The rules of agents.yaml decide first, then what was allowed for always,
 * then a person, in whichever process. Called where the agent works; it waits, and without an answer it is a no.
 */
export function askFor(world: World, asker: Asker): Ask {
  const own = actingAs(world, asker.agent);
  return async (question) => {
    const asked = {...question, agent: asker.agent};
    if (asked.subject.length > LONGEST_SUBJECT) return denied('it asks with more words than anybody reads');
    const {rules} = await loadAgents(world.paths);
    const {verdict, rule} = decide(rules, asked);
    const by = rule && `agents.yaml:${rule.line}`;
    if (verdict === 'deny') return ruled(own, asker, asked, denied(rule?.why ?? 'a rule forbids it'), by);
    if (verdict === 'allow') return ruled(own, asker, asked, {isAllowed: true}, by);
    const always = findAlways(world.db, asked);
    if (always) return ruled(own, asker, asked, {isAllowed: true}, `request ${always.id}`);
    settleForlorn(world);
    const id = write(world.db, () => insertRequest(own, asker, question));
    return id === undefined ? OVER : answerOf(await waitForAnswer(own, asker, id));
  };
}

type Asked = AgentQuestion & {agent: string};

function ruled(world: World, {task, attempt, agent}: Asker, asked: Asked, answer: AgentAnswer, by = 'a rule') {
  const {id, ...facts} = factsOf({...asked, id: 0, attempt});
  const data = {...facts, by, ...(!answer.isAllowed && {why: answer.why})};
  write(world.db, () =>
    record(world, {type: `approval.${answer.isAllowed ? 'allowed' : 'denied'}`, task, agent, data}),
  );
  return answer;
}

function insertRequest(world: World, asker: Asker, {tool, subject, detail}: AgentQuestion): number | undefined {
  const {db} = world;
  const {task, attempt, agent, root} = asker;
  if (!isAttemptRunning(db, task, attempt)) return undefined;
  const at = world.now();
  const until = at + world.config.approvals.timeoutMs;
  const title = asksTo({agent, tool, subject}).slice(0, LONGEST_TITLE);
  const notice = insertNotice(db, {
    ...{at, recipient: USER, kind: 'needs-you', priority: 'urgent', about: 'approval', title, task, count: 1},
    message: `for #${task} ${plain(readTitle(db, task) ?? '')}`.slice(0, LONGEST_TITLE),
  });
  const id = insertApproval(db, {
    ...{task, attempt, agent, tool, subject, root, notice, until},
    ...{askedAt: at, detail: detail ?? null},
  });
  record(world, {type: 'approval.asked', task, agent, data: factsOf({id, attempt, tool, subject})});
  return id;
}

/** Looks whenever anybody writes; the first of an answer, the end of the attempt and the end of the time counts. */
function waitForAnswer(world: World, {task, attempt, signal}: Asker, id: number): Promise<Approval> {
  const {db, paths} = world;
  const deadline = world.uptime() + world.config.approvals.timeoutMs;
  return new Promise((resolve, reject) => {
    const read = (): Approval => {
      const row = readApproval(db, id);
      if (row) return row;
      throw new OrkestraError('not-found', `Request ${id} was taken out of the book.`);
    };
    const endAs = (state: 'timed-out' | 'gone'): Approval =>
      write(db, () => {
        settle(world, read(), {state, scope: null, answeredBy: null, why: null});
        return read();
      });
    const find = (): Approval | undefined => {
      const row = read();
      if (row.state !== 'pending') return row;
      if (signal?.aborted || !isAttemptRunning(db, task, attempt)) return endAs('gone');
      return world.uptime() >= deadline ? endAs('timed-out') : undefined;
    };
    const look = (): void => {
      try {
        const row = find();
        if (!row) return;
        close();
        resolve(row);
      } catch (error) {
        // A database that is busy for a moment is looked at again.
        if (error instanceof OrkestraError && error.code === 'busy') return;
        close();
        reject(error);
      }
    };
    const close = (): void => {
      clearInterval(timer);
      signal?.removeEventListener('abort', look);
      stopWatching();
      stopListening();
    };
    signal?.addEventListener('abort', look);
    const timer = setInterval(look, Math.min(LOOK_EVERY_MS, world.config.approvals.timeoutMs));
    const stopWatching = watchChanges(db, paths.bell, look);
    // Our own commit is not over while its listeners are told.
    const stopListening = db.onCommit(() => setImmediate(look));
    look();
  });
}

function answerOf({state, why, askedAt, until}: Approval): AgentAnswer {
  if (state === 'allowed') return {isAllowed: true};
  if (state === 'gone') return OVER;
  if (state === 'timed-out') return denied(`nobody answered within ${formatDuration(until - askedAt)}`);
  return denied(why ?? 'the person who was asked said no');
}
