import {OrkestraError} from '../../state/errors.js';
import type {Config} from '../config/schema.js';
import type {Agent} from './agent.js';
import {cliAgent, eitherAgent} from './cli/adapter.js';
import {agy} from './cli/agy.js';
import {claude} from './cli/claude.js';
import {codex} from './cli/codex.js';
import {copilot} from './cli/copilot.js';
import {gemini} from './cli/gemini.js';
import {grok} from './cli/grok.js';
import {opencode} from './cli/opencode.js';

/** Every agent there is. A new one is one small file and a line here. */
export const agents: readonly Agent[] = [
  cliAgent(claude),
  cliAgent(codex),
  // Whoever has a key uses the program that takes one.
  eitherAgent(cliAgent(gemini), cliAgent(agy)),
  cliAgent(copilot),
  cliAgent(grok),
  cliAgent(opencode),
];

/** Those that may work in this project. */
export function agentsAllowed({agents: names}: Pick<Config, 'agents'>): readonly Agent[] {
  if (names === undefined) return agents;
  const allowed = names.split(',').map((name) => name.trim());
  return agents.filter(({name}) => allowed.includes(name));
}

export function agentNamed(name: string): Agent {
  const agent = agents.find((one) => one.name === name);
  if (agent) return agent;
  throw new OrkestraError('not-found', `There is no agent ${name}.`, {
    hint: '`orkestra agent list` shows which there are.',
  });
}
