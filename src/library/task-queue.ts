import {listTasks, type TaskFilter} from '../../state/tasks.js';
import type {Clock} from '../project.js';
import {addTask} from '../tasks/add.js';
import {cancelTask} from '../tasks/cancel.js';
import {queueFacts, type TaskJson, taskJson, type WholeTaskJson, wholeTaskJson} from '../tasks/describe.js';
import type {TaskDraft} from '../tasks/draft.js';
import {endOrphan} from '../tasks/end-orphan.js';
import {findTask} from '../tasks/find.js';
import {retryTask} from '../tasks/retry.js';
import {OpenProject} from './open-project.js';

/** The tasks of a project. */
export class TaskQueue {
  readonly #project: OpenProject;

  /** `actor` is who the audit trail names. */
  constructor(root: string = process.cwd(), {actor = 'user', clock}: {actor?: string; clock?: Clock} = {}) {
    this.#project = new OpenProject(root, {actor, clock});
  }

  /** Returns the id. The priority is urgent, high, normal, low or 1 (first) to 9 (last). */
  async addTask(draft: TaskDraft): Promise<number> {
    const {world} = await this.#project.open(true);
    return addTask(world, draft);
  }

  async list(filter: TaskFilter = {}): Promise<TaskJson[]> {
    const {world} = await this.#project.open(false);
    const facts = queueFacts(world);
    return listTasks(world.db, filter).map((task) => taskJson(world, task, facts));
  }

  async show(id: number): Promise<WholeTaskJson> {
    const {world} = await this.#project.open(false);
    return wholeTaskJson(world, findTask(world, id));
  }

  /** A running task is asked to stop, and its engine ends it; any other is cancelled at once. */
  async cancel(id: number, why?: string): Promise<TaskJson> {
    const {world} = await this.#project.open(false);
    const task = cancelTask(world, id, why);
    return taskJson(world, task.state === 'running' ? await endOrphan(world, task) : task);
  }

  /** Starts over with a clean count of failures. */
  async retry(id: number): Promise<TaskJson> {
    const {world} = await this.#project.open(false);
    return taskJson(world, retryTask(world, id));
  }

  close(): Promise<void> {
    return this.#project.close();
  }
}
