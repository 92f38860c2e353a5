import {OrkestraError} from '../../state/errors.js';
import type {Config} from '../config/schema.js';
import {acpAgent} from './acp/adapter.js';
import type {Agent, AgentLimits} from './agent.js';
import {apiAgent} from './api/adapter.js';
import {chatgptApi} from './api/chatgpt.js';
import {claudeApi} from './api/claude.js';
import {copilotApi} from './api/copilot.js';
import {geminiApi} from './api/gemini.js';
import {grokApi} from './api/grok.js';
import {localApi} from './api/local.js';
import {urlAgent} from './api/url-agent.js';
import {cliAgent} from './cli/adapter.js';
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
import {eitherAgent} from './either.js';
import {defaultSpecialties, type Specialties} from './specialties.js';

/** Every agent that is built in, by the ways to it, the best first. A new one is one small file and a line here. */
const builtIn: readonly {name: string; programs: readonly CliDriver[]; api?: Agent}[] = [
  {name: 'claude', programs: [claude], api: apiAgent(claudeApi)},
  {name: 'chatgpt', programs: [codex], api: apiAgent(chatgptApi)},
  // Whoever has a key uses the program that takes one.
  {name: 'gemini', programs: [gemini, agy], api: apiAgent(geminiApi)},
  {name: 'copilot', programs: [copilot], api: apiAgent(copilotApi)},
  {name: 'grok', programs: [grok], api: apiAgent(grokApi)},
  {name: 'opencode', programs: [opencode]},
  {name: 'local', programs: [], api: apiAgent(localApi)},
];

export const builtInNames: readonly string[] = builtIn.map(({name}) => name);

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

/** The built-in agents, as a person changed them, and those a person defined. */
export function agentsOf({definitions, folder}: Pick<AgentsFile, 'definitions' | 'folder'>): KnownAgent[] {
  const changed = new Map(definitions.map((definition) => [definition.name, definition]));
  const own = definitions.filter(({name}) => !builtInNames.includes(name));
  const plain = (name: string): Definition => ({name, way: {kind: 'built-in'}, limits: {}, env: [], isDisabled: false});
  return [...builtInNames.map((name) => changed.get(name) ?? plain(name)), ...own].flatMap((definition) => {
    const agent = definition.isDisabled ? undefined : makeAgent(definition, folder);
    return agent ? [known(agent, definition)] : [];
  });
}

const known = (agent: Agent, {name, way, specialties, model, limits, env}: Definition): KnownAgent => ({
  agent,
  specialties: specialties ?? defaultSpecialties[name] ?? {},
  ...(model !== undefined && {model}),
  limits,
  env: way.kind === 'api' && way.key !== undefined ? [...env, way.key] : env,
});

function makeAgent({name, way, model}: Definition, folder: string): Agent | undefined {
  switch (way.kind) {
    case 'built-in':
      return makeBuiltIn(name, folder, way.program);
    case 'acp':
      return acpAgent({name, command: way.command, folder});
    case 'command':
      return cliAgent(commandDriver({name, folder, ...way}));
    case 'module':
      return moduleAgent({name, folder, ...way});
    case 'api':
      return urlAgent(name, way, model);
  }
}

function makeBuiltIn(name: string, folder: string, program?: string): Agent | undefined {
  const {programs = [], api} = builtIn.find((one) => one.name === name) ?? {};
  const [driver] = programs;
  if (driver && program !== undefined) return cliAgent({...driver, program, folder});
  const [first, ...others] = [...programs.map(cliAgent), ...(api ? [api] : [])];
  return first && others.length > 0 ? eitherAgent(first, ...others) : first;
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
