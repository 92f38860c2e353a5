import type {Agent} from '../agent.js';
import {probeApi} from './probe.js';
import {runApi} from './run.js';
import type {ApiVendor} from './vendor.js';

/** An agent that is a model of a vendor over the network, with tools of ours. A run cannot be gone on with by a session. */
export const apiAgent = (vendor: ApiVendor): Agent => ({
  name: vendor.name,
  probe: (env, signal) => probeApi(vendor, env, signal),
  run: (request, tell, signal) => runApi(vendor, request, tell, signal),
});
