import {OrkestraError} from '../../state/errors.js';
import type {Agent} from './agent.js';
import {apiAgent} from './api/adapter.js';
import {chatgptApi} from './api/chatgpt.js';
import {claudeApi} from './api/claude.js';
import {copilotApi} from './api/copilot.js';
import {geminiApi} from './api/gemini.js';
import {grokApi} from './api/grok.js';
import {localApi} from './api/local.js';
import {cliAgent} from './cli/adapter.js';
import {agy} from './cli/agy.js';
import {claude} from './cli/claude.js';
import {codex} from './cli/codex.js';
import {copilot} from './cli/copilot.js';
import {gemini} from './cli/gemini.js';
import {grok} from './cli/grok.js';
import {opencode} from './cli/opencode.js';
import {eitherAgent} from './either.js';

/** Every agent there is: its program when that can work, else its API. A new one is one small file and a line here. */
export const agents: readonly Agent[] = [
  eitherAgent(cliAgent(claude), apiAgent(claudeApi)),
  eitherAgent(cliAgent(codex), apiAgent(chatgptApi)),
  // Whoever has a key uses the program that takes one.
  eitherAgent(cliAgent(gemini), cliAgent(agy), apiAgent(geminiApi)),
  eitherAgent(cliAgent(copilot), apiAgent(copilotApi)),
  eitherAgent(cliAgent(grok), apiAgent(grokApi)),
  cliAgent(opencode),
  apiAgent(localApi),
];

export function agentNamed(name: string): Agent {
  const agent = agents.find((one) => one.name === name);
  if (agent) return agent;
  throw new OrkestraError('not-found', `There is no agent ${name}.`, {
    hint: '`orkestra agent list` shows which there are.',
  });
}
