import {OrkestraError} from '../../../state/errors.js';
import {type ApiSettings, modelNameOf, readSettings, urlNameOf} from '../settings.js';
import type {Scene} from './trouble.js';
import {type ApiVendor, addressOf, type Way} from './vendor.js';

export interface Known {
  settings: ApiSettings;
  way: Omit<Way, 'fetch'>;
  scene: Scene;
  maxTokensName: string;
}

/** How a vendor is reached with this environment, or in one sentence what is missing. */
export function findWay(vendor: ApiVendor, env: NodeJS.ProcessEnv, wanted?: string): Known {
  const settings = readSettings(vendor.name, env);
  const {key, keyName} = settings;
  const modelName = modelNameOf(vendor.name);
  const baseUrl = addressOf(vendor, settings.baseUrl);
  const model = wanted ?? settings.model ?? vendor.model;
  if (baseUrl === undefined)
    throw missing(urlNameOf(vendor.name), 'the address of your server, such as http://localhost:11434');
  if (key === undefined && !vendor.isKeyOptional) throw missing(keyName, `a key of ${vendor.company}`);
  if (model === undefined) throw missing(modelName, 'the name of a model it has');
  const {host} = new URL(baseUrl);
  return {
    settings,
    way: {key, baseUrl, model},
    scene: {company: vendor.company, host, model, keyName, modelName, refused: vendor.refused},
    maxTokensName: modelName.replace(/MODEL$/, 'MAX_TOKENS'),
  };
}

const missing = (name: string, what: string): OrkestraError =>
  new OrkestraError('not-found', `${name} is not set`, {hint: `Set ${name} to ${what}.`});
