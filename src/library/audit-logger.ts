import type {AuditFilter} from '../../state/audit.js';
import {queryAudit} from '../audit/query.js';
import {type ShownEvent, showEvent} from '../audit/show.js';
import {type Verdict, verifyAudit} from '../audit/verify.js';
import type {World} from '../world.js';
import {OpenProject} from './open-project.js';

/** The record of everything that happened in a project. */
export class AuditLogger {
  readonly #project: OpenProject;

  constructor(root: string = process.cwd()) {
    this.#project = new OpenProject(root);
  }

  /** The newest events that match, oldest first. */
  query(filter: AuditFilter = {}): Promise<ShownEvent[]> {
    return this.#ask((world) => queryAudit(world, filter).map(showEvent));
  }

  /** Was anything in the record changed, taken out or cut off? */
  verify(): Promise<Verdict> {
    return this.#ask(verifyAudit);
  }

  async #ask<T>(question: (world: World) => T | Promise<T>): Promise<T> {
    return question((await this.#project.open(false)).world);
  }

  close(): Promise<void> {
    return this.#project.close();
  }
}
