import type {AgentEvent} from '../agent.js';
import type {ReadState} from './driver.js';

/** An answer that goes on for ever must not fill the memory; its end is what counts. */
const LONGEST_ANSWER = 1_000_000;

/** Text that comes in pieces is told in whole lines, as soon as they are whole. */
export function addFragment(state: ReadState, text: string): AgentEvent[] {
  addAnswer(state, text);
  state.fragment += text;
  const end = state.fragment.lastIndexOf('\n');
  if (end < 0 && state.fragment.length < LONGEST_ANSWER) return [];
  const whole = end < 0 ? state.fragment : state.fragment.slice(0, end);
  state.fragment = end < 0 ? '' : state.fragment.slice(end + 1);
  return whole.trim() === '' ? [] : [{type: 'text', text: whole}];
}

/** What is left of a line when something else comes. */
export function endFragment(state: ReadState): AgentEvent[] {
  const text = state.fragment;
  state.fragment = '';
  return text.trim() === '' ? [] : [{type: 'text', text}];
}

export function addAnswer(state: ReadState, text: string): void {
  state.answer = (state.answer + text).slice(-LONGEST_ANSWER);
}

/** A tool follows: what was said before it is no answer, only talk. */
export function beginTool(state: ReadState): AgentEvent[] {
  state.answer = '';
  return endFragment(state);
}
