import {loadConfig} from '../config/load.js';
import {checkHolder} from '../locks/holder.js';
import {type Clock, openProject, type Project} from '../project.js';
import {pathsOf} from '../world.js';

/** A project that is opened when it is first needed. */
export class OpenProject {
  /** The folder of the project; where the program stands when none is named. */
  readonly root: string;
  readonly #actor: string;
  readonly #clock: Clock | undefined;
  #opening: Promise<Project> | undefined;

  constructor(root: string = process.cwd(), {actor = 'user', clock}: {actor?: string; clock?: Clock | undefined} = {}) {
    this.root = root;
    this.#actor = checkHolder(actor);
    this.#clock = clock;
  }

  async open(create: boolean): Promise<Project> {
    this.#opening ??= this.#openNow(create);
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  async #openNow(create: boolean): Promise<Project> {
    const loaded = await loadConfig({cwd: this.root, projectRoot: this.root});
    return openProject({
      paths: pathsOf(loaded.config.projectRoot, loaded.file),
      loaded,
      actor: this.#actor,
      create,
      ...(this.#clock && {clock: this.#clock}),
    });
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    (await opening)?.close();
  }
}
