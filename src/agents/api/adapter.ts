import type {Agent} from '../agent.js';
import {probeApi} from './probe.js';
import type {ApiVendor} from './vendor.js';

/** An agent that is a model of a vendor over the network, with tools of ours. A run cannot be gone on with by a session. */
export const apiAgent = (vendor: ApiVendor): Agent => ({
  name: vendor.name,
  probe: (env, signal) => probeApi(vendor, env, signal),
  run: async (request, tell, signal) => (await import('./run.js')).runApi(vendor, request, tell, signal),
});
