import {isAbsolute, relative} from 'node:path';
import type {Task} from '../../state/tasks.js';
import {askFor} from '../approvals/ask.js';
import {findHindrance} from '../locks/take.js';
import {lockHolder} from '../tasks/claim.js';
import {cwdOfAttempt} from '../workspaces/folder.js';
import type {World} from '../world.js';
import type {AgentRequest} from './agent.js';
import {agentsEnv} from './agents-env.js';
import type {Brief} from './brief.js';
import {envFor} from './env.js';
import {usualLimits} from './limits.js';
import {limitsFor} from './meter.js';
import {promptFor} from './prompt.js';
import type {KnownAgent} from './registry.js';
import {limitsWith, readSettings} from './settings.js';
import {waitForTurn} from './turns.js';

export type AgentTask = Task & {agent: string};

interface Given {
  known: KnownAgent;
  brief: Brief;
  /** Aborted when the run is over: then nobody waits for an answer. */
  over: AbortSignal;
}

/** All that an agent is given for an attempt. */
export async function requestFor(
  world: World,
  task: AgentTask,
  {known: {model, limits, env: more}, brief, over}: Given,
): Promise<AgentRequest> {
  const {id, attempt, agent} = task;
  const cwd = cwdOfAttempt(world, task);
  const env = envFor(agent, await agentsEnv(world), more);
  const settings = readSettings(agent, env);
  const {callsPerMinute} = settings;
  return {
    prompt: promptFor(task, brief),
    cwd,
    env,
    limits: limitsFor(world, task, {...limitsWith(usualLimits, settings), ...limits}),
    ...(brief.session !== undefined && {session: brief.session}),
    ...(model !== undefined && {model}),
    ask: askFor(world, {task: id, attempt, agent, root: cwd, signal: over}),
    whyNotWrite: (path) =>
      findHindrance(world, {
        kind: 'file',
        ids: [isAbsolute(path) ? relative(cwd, path) : path],
        holder: lockHolder(task),
        leaseMs: 0,
        isBeating: true,
      })?.why,
    ...(callsPerMinute !== undefined && {turn: (signal) => waitForTurn(world, agent, callsPerMinute, signal)}),
  };
}
