import type {AgentStatus} from '../src/agents/list.js';
import type {Glyphs} from './glyphs.js';
import type {Meaning} from './palettes.js';

/** Of the name of an agent this much is shown in lists, so that names that begin alike are told apart. */
export const LONGEST_NAME = 14;

export interface AgentLook {
  glyph: string;
  word: string;
  meaning: Meaning;
}

/** How an agent's state is shown: a sign, a word, and a colour that only repeats them. */
export function agentLook(state: AgentStatus['state'], {busy, idle, partly, bad}: Glyphs): AgentLook {
  switch (state) {
    case 'working':
      return {glyph: busy, word: 'working', meaning: 'busy'};
    case 'idle':
      return {glyph: idle, word: 'idle', meaning: 'muted'};
    case 'limited':
      return {glyph: partly, word: 'limited', meaning: 'warn'};
    case 'resting':
      return {glyph: partly, word: 'resting', meaning: 'warn'};
    case 'paused':
      return {glyph: partly, word: 'paused', meaning: 'muted'};
    case 'login':
      return {glyph: bad, word: 'log in', meaning: 'bad'};
    case 'unreachable':
      return {glyph: bad, word: 'silent', meaning: 'bad'};
    case 'missing':
      return {glyph: ' ', word: 'absent', meaning: 'muted'};
  }
}
