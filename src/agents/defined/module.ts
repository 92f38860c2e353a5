import {isAbsolute, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {z} from 'zod';
import {isInside} from '../../files.js';
import type {Agent, AgentEnd, Probe} from '../agent.js';

export interface ModuleDefinition {
  name: string;
  /** As it was written: a path that is not absolute must not lead out of the folder. */
  module: string;
  folder: string;
}

const loaded = z.custom<Pick<Agent, 'probe' | 'run'>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'probe' in value &&
    'run' in value &&
    typeof value.probe === 'function' &&
    typeof value.run === 'function',
);

const failure = z.enum(['limited', 'login', 'unreachable', 'budget', 'failed']);
const ended = z.discriminatedUnion('isOk', [
  z.object({isOk: z.literal(true), answer: z.string(), session: z.string().exactOptional()}),
  z.object({
    ...{isOk: z.literal(false), failure, why: z.string()},
    ...{session: z.string().exactOptional(), until: z.number().exactOptional()},
  }),
]);

/** An agent somebody else wrote. It is loaded when it is needed first, and what it throws is a sentence. */
export function moduleAgent(definition: ModuleDefinition): Agent {
  const {name, module} = definition;
  const sentence = (error: unknown): string =>
    `${module}: ${error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error)}`;
  return {
    name,
    async probe(env, signal): Promise<Probe> {
      try {
        return await (await load(definition)).probe(env, signal);
      } catch (error) {
        return {state: 'unreachable', why: sentence(error), hint: `Correct ${module}, or agents.yaml.`};
      }
    },
    async run(request, tell, signal): Promise<AgentEnd> {
      try {
        const end = ended.safeParse(await (await load(definition)).run(request, tell, signal));
        return end.success ? end.data : {isOk: false, failure: 'failed', why: `${module}: its end is no AgentEnd`};
      } catch (error) {
        return {isOk: false, failure: 'failed', why: sentence(error)};
      }
    },
  };
}

async function load({module, folder}: ModuleDefinition): Promise<Pick<Agent, 'probe' | 'run'>> {
  if (!isAbsolute(module) && !isInside(folder, module))
    throw new Error('it lies outside the project; only an absolute path may lead there');
  const exported: unknown = await import(pathToFileURL(resolve(folder, module)).href);
  const {agent, default: first} = exported as {agent?: unknown; default?: unknown};
  const found = loaded.safeParse(agent ?? first);
  if (!found.success) throw new Error('it exports no `agent` with `probe` and `run`');
  return found.data;
}
