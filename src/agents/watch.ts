import type {World} from '../world.js';
import {agentsStamp} from './defined/stamp.js';
import {lookAtAgents, welcomeBack} from './look.js';

const BACK_EVERY_MS = 1000;

/** A loop of the engine that leads. */
export interface AgentLoop {
  name: string;
  everyMs(): number;
  tick(): void | Promise<void>;
}

export interface AgentWatch {
  loops: readonly AgentLoop[];
  /** Before the first look nobody knows whether agents can do what is left. */
  hasLooked(): boolean;
  stop(): void;
}

/** Looks at the agents now and then, and welcomes back those that rested or whose limit is over. */
export function watchAgents(world: World, onBack: () => void): AgentWatch {
  const looking = new AbortController();
  let hasLooked = false;
  let seen = '';
  let since = world.now();
  const look: AgentLoop = {
    name: 'agents',
    // A changed agents.yaml is looked at within a second.
    everyMs: () => (agentsStamp(world.paths) === seen ? world.config.healthCheckIntervalMs : 0),
    async tick() {
      seen = agentsStamp(world.paths);
      await lookAtAgents(world, looking.signal);
      hasLooked = true;
    },
  };
  const back: AgentLoop = {
    name: 'limits',
    everyMs: () => BACK_EVERY_MS,
    tick() {
      const before = since;
      since = world.now();
      if (welcomeBack(world, before)) onBack();
    },
  };
  return {loops: [look, back], hasLooked: () => hasLooked, stop: () => looking.abort()};
}
