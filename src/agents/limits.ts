import type {AgentLimits} from './agent.js';

/** What every run is held to when nobody says otherwise: then it hangs, or does not leave by itself. */
export const usualLimits: AgentLimits = {silenceMs: 10 * 60_000, firstEventMs: 60_000, graceMs: 30_000};
