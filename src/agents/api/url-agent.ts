import type {Agent} from '../agent.js';
import {modelNameOf, urlNameOf} from '../settings.js';
import {apiAgent} from './adapter.js';
import {compatibleApi} from './local.js';

/** An agent of agents.yaml that is a server's address: its settings are told as those of the others are. */
export function urlAgent(name: string, {url, key}: {url: string; key?: string}, model?: string): Agent {
  const agent = apiAgent(compatibleApi(name, `the server of ${name}`));
  const settingsIn = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
    ...env,
    [urlNameOf(name)]: url,
    ...(model !== undefined && {[modelNameOf(name)]: model}),
    ...(key !== undefined && env[key] !== undefined && {[keyNameOf(name)]: env[key]}),
  });
  return {
    name,
    probe: (env, signal) => agent.probe(settingsIn(env), signal),
    run: (request, tell, signal) => agent.run({...request, env: settingsIn(request.env)}, tell, signal),
  };
}

const keyNameOf = (name: string): string => urlNameOf(name).replace(/BASE_URL$/, 'API_KEY');
