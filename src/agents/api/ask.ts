import type {ModelMessage} from 'ai';
import {formatDuration} from '../../formats.js';
import type {AgentRequest} from '../agent.js';
import {limitsWith} from '../settings.js';
import {tools} from '../tools/tools.js';
import {type Answered, callModel} from './call.js';
import {forget} from './forget.js';
import {instructions} from './instructions.js';
import {nextPause} from './patience.js';
import type {Work} from './work.js';

/** The same call again as long as that may help: nothing of an answer has an effect before it is whole. */
export async function askUntilAnswered(
  work: Work,
  messages: readonly ModelMessage[],
  maxTokens: number | undefined,
): Promise<Answered> {
  const {vendor, known, model, request, desk, spent, clock, signal, tell} = work;
  const sent = forget(messages);
  const last = sent.at(-1);
  if (last && vendor.cache) sent[sent.length - 1] = vendor.cache(last);
  const {temperature} = known.settings;
  const limits = limitsWith(request.limits, known.settings);
  const call = {
    ...{model, system: instructions(desk.root), messages: sent, tools, temperature, maxTokens, limits, now: clock.now},
    costOf: (raw: unknown) => vendor.costOf?.(raw),
  };
  let since: number | undefined;
  for (let tries = 1; ; tries++) {
    await waitForTurn(request, signal);
    const answered = await callModel(call, known.scene, spent, tell, signal);
    if (answered.isOk || signal.aborted) return answered;
    const {trouble} = answered;
    since ??= clock.now();
    const pause = nextPause(trouble, {tries, since}, clock.now(), clock.random());
    if (pause === undefined) return answered;
    tell({type: 'note', text: `${trouble.why}; trying again in ${formatDuration(pause)}`});
    await clock.sleep(pause, signal);
    if (signal.aborted) return answered;
  }
}

async function waitForTurn({turn}: AgentRequest, signal: AbortSignal): Promise<void> {
  try {
    await turn?.(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
