import {setTimeout as sleep} from 'node:timers/promises';
import type {LanguageModel} from 'ai';
import type {AgentEvent, AgentRequest} from '../agent.js';
import type {Desk} from '../tools/tool.js';
import type {Spent} from './spent.js';
import type {ApiVendor} from './vendor.js';
import type {Known} from './way.js';

/** What a test wants in its own hand. */
export interface Clock {
  now(): number;
  random(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
  now: Date.now,
  random: Math.random,
  sleep: (ms, signal) => sleep(ms, undefined, {signal}).catch(() => {}),
};

/** One run, with all that its parts need. */
export interface Work {
  vendor: ApiVendor;
  known: Known;
  model: LanguageModel;
  request: AgentRequest;
  desk: Desk;
  spent: Spent;
  clock: Clock;
  signal: AbortSignal;
  tell(event: AgentEvent): void;
  redact(text: string): string;
}
