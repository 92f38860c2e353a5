import {addTask} from '../../src/tasks/add.js';
import {listAsking} from '../../state/approvals.js';
import {endAttempts, startTasks} from '../../state/attempts.js';
import {write} from '../../state/write.js';
import {type Child, type Message, startChild} from '../support/child.js';
import {type TestWorld, until} from '../support/world.js';

/** A task that is being worked on, so that its agent may ask. */
export function runningTask(world: TestWorld, title = 'Release it', agent = 'copilot'): number {
  const id = addTask(world, {title, run: 'true'});
  startAttempt(world, id, agent);
  return id;
}

export function startAttempt(world: TestWorld, id: number, agent = 'copilot'): void {
  const start = {owner: world.owner, leaseUntil: world.uptime() + 600_000, agent, at: world.now()};
  write(world.db, () => startTasks(world.db, [id], start));
}

/** As the engine does it when the attempt is over. */
export function endAttempt(world: TestWorld, id: number, state: 'failed' | 'ready'): void {
  const at = world.now();
  const end = {state, failures: 1, readyAt: at, why: null, endedAt: state === 'failed' ? at : null};
  write(world.db, () => endAttempts(world.db, [id], end));
}

export interface Answered extends Message {
  subject: string;
  isAllowed?: boolean;
  why?: string;
  error?: string;
}

export interface Agent {
  child: Child;
  /** Asks, and resolves with the request once it is on the book. */
  ask(subject: string, more?: Record<string, unknown>): Promise<number>;
  /** Asks what is answered without a person. */
  askAndHear(subject: string, more?: Record<string, unknown>): Promise<Answered>;
  answer(): Promise<Answered>;
}

/** An agent's process of its own, with its own connection to the same book. */
export async function startAgent(world: TestWorld, task: number, timeoutMs = 600_000): Promise<Agent> {
  const child = await startChild('asker', [world.paths.root, String(timeoutMs)]);
  const send = (subject: string, more: Record<string, unknown>): void =>
    child.send({type: 'ask', task, attempt: 1, agent: 'copilot', subject, ...more});
  const answer = () => child.next<Answered>('answer');
  return {
    child,
    async ask(subject, more = {}) {
      send(subject, more);
      const find = () => listAsking(world.db, 100).find((one) => one.subject === subject);
      return (await until(find, `the request for ${subject}`)).id;
    },
    askAndHear(subject, more = {}) {
      send(subject, more);
      return answer();
    },
    answer,
  };
}
