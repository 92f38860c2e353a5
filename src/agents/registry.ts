import {OrkestraError} from '../../state/errors.js';
import type {Config} from '../config/schema.js';
import {acpAgent} from './acp/adapter.js';
import type {Agent, AgentLimits} from './agent.js';
import {cliAgent, eitherAgent} from './cli/adapter.js';
import {agy} from './cli/agy.js';
import {claude} from './cli/claude.js';
import {codex} from './cli/codex.js';
import {copilot} from './cli/copilot.js';
import type {CliDriver} from './cli/driver.js';
import {gemini} from './cli/gemini.js';
import {grok} from './cli/grok.js';
import {opencode} from './cli/opencode.js';
import {commandDriver} from './command/driver.js';
import type {AgentsFile, Definition} from './defined/definition.js';
import {moduleAgent} from './defined/module.js';
import {defaultSpecialties, type Specialties} from './specialties.js';

/** Every agent that is built in. A new one is one small file and a line here. */
const drivers: readonly CliDriver[] = [claude, codex, gemini, copilot, grok, opencode];

export const builtInNames: readonly string[] = drivers.map(({name}) => name);

/** An agent with all that is known of it beside how it is driven. */
export interface KnownAgent {
  agent: Agent;
  specialties: Specialties;
  /** For tasks that name none. */
  model?: string;
  limits: Partial<AgentLimits>;
  /** Variables with secrets that it is given, beside its own. */
  env: readonly string[];
}

/** Makes an agent of an address that speaks the language of OpenAI; undefined while there is none that can. */
export type MakeApiAgent = (name: string, way: {url: string; key?: string}, model?: string) => Agent;

/** The built-in agents, as a person changed them, and those a person defined. */
export function agentsOf(
  {definitions, folder}: Pick<AgentsFile, 'definitions' | 'folder'>,
  api?: MakeApiAgent,
): KnownAgent[] {
  const changed = new Map(definitions.map((definition) => [definition.name, definition]));
  const own = definitions.filter(({name}) => !builtInNames.includes(name));
  const plain = (name: string): Definition => ({name, way: {kind: 'built-in'}, limits: {}, env: [], isDisabled: false});
  return [...builtInNames.map((name) => changed.get(name) ?? plain(name)), ...own].flatMap((definition) => {
    const agent = definition.isDisabled ? undefined : makeAgent(definition, folder, api);
    return agent ? [known(agent, definition)] : [];
  });
}

const known = (agent: Agent, {name, specialties, model, limits, env}: Definition): KnownAgent => ({
  agent,
  specialties: specialties ?? defaultSpecialties[name] ?? {},
  ...(model !== undefined && {model}),
  ...{limits, env},
});

function makeAgent({name, way, model}: Definition, folder: string, api?: MakeApiAgent): Agent | undefined {
  switch (way.kind) {
    case 'built-in':
      return builtIn(name, folder, way.program);
    case 'acp':
      return acpAgent({name, command: way.command, folder});
    case 'command':
      return cliAgent(commandDriver({name, folder, ...way}));
    case 'module':
      return moduleAgent({name, folder, ...way});
    case 'api':
      return api?.(name, way, model);
  }
}

function builtIn(name: string, folder: string, program?: string): Agent | undefined {
  const driver = drivers.find((one) => one.name === name);
  if (!driver) return undefined;
  if (program !== undefined) return cliAgent({...driver, program, folder});
  // Whoever has a key uses the program that takes one.
  return driver === gemini ? eitherAgent(cliAgent(gemini), cliAgent(agy)) : cliAgent(driver);
}

/** Those of them that may work in this project. */
export function allowedAgents(known: readonly KnownAgent[], {agents: names}: Pick<Config, 'agents'>): KnownAgent[] {
  if (names === undefined) return [...known];
  const allowed = names.split(',').map((name) => name.trim());
  return known.filter(({agent}) => allowed.includes(agent.name));
}

export function agentNamed(name: string, among: readonly KnownAgent[]): KnownAgent {
  const found = among.find(({agent}) => agent.name === name);
  if (found) return found;
  throw new OrkestraError('not-found', `There is no agent ${name}.`, {
    hint: '`orkestra agent list` shows which there are.',
  });
}
