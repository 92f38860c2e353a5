import {type Engine, startEngine} from '../engine.js';
import {type Clock, liveConfig} from '../project.js';
import {getStatus, type Status, statusText} from '../status.js';
import {OpenProject} from './open-project.js';

export interface OrchestratorOptions {
  /** Ctrl-C and SIGTERM stop the engine in order; false leaves the signals to you. */
  handlesSignals?: boolean;
  /** A clock of your own, for tests. */
  clock?: Clock;
}

/** The engine: it gives tasks to agents, watches over them, and recovers what died. One leads in each project. */
export class Orchestrator {
  readonly #project: OpenProject;
  readonly #handlesSignals: boolean;
  #running: {engine: Engine; stopConfig: () => Promise<void>} | undefined;

  constructor(root: string = process.cwd(), {handlesSignals = true, clock}: OrchestratorOptions = {}) {
    this.#project = new OpenProject(root, {clock});
    this.#handlesSignals = handlesSignals;
  }

  /** Returns once the engine works; where another one leads, this one stands by and takes over when that one dies. */
  async start(): Promise<void> {
    if (this.#running) return;
    const project = await this.#project.open(true);
    const stopConfig = await liveConfig(project, (line) => project.world.log.warning(line));
    this.#running = {engine: startEngine(project.world), stopConfig};
    if (this.#handlesSignals) for (const signal of signals) process.once(signal, this.#onSignal);
  }

  /** What runs is ended and put back into the queue; 'leave' lets it go on, for the next engine to adopt. */
  async stop(how: 'hand-back' | 'leave' = 'hand-back'): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    for (const signal of signals) process.off(signal, this.#onSignal);
    await running?.engine.stop(how);
    await running?.stopConfig();
    await this.#project.close();
  }

  /** Resolves when nothing runs and nothing can be started. */
  async whenIdle(): Promise<void> {
    await this.#running?.engine.whenIdle();
  }

  async getStatus(): Promise<Status> {
    return getStatus(await this.#project.open(false));
  }

  async printStatus(): Promise<void> {
    process.stdout.write(`${statusText(await this.getStatus())}\n`);
  }

  /** A second signal finds no handler any more, so it ends the program at once. */
  readonly #onSignal = (): void => {
    process.exitCode = 130;
    void this.stop();
  };
}

const signals = ['SIGINT', 'SIGTERM'] as const;
