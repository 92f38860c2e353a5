import type {AgentAnswer, AgentEvent, AgentQuestion, AgentRequest} from '../agent.js';
import {redactQuestion} from '../redact.js';
import type {Asks} from './driver.js';

interface Around {
  asks: Asks;
  ask: NonNullable<AgentRequest['ask']>;
  write(text: string): void;
  tell(event: AgentEvent): void;
  redact(text: string): string;
  /** It waits for us from now on, or no longer. */
  onHold(isHeld: boolean): void;
}

const NOBODY: AgentAnswer = {isAllowed: false, why: 'nobody can be asked'};

/** What a program asks on its stdout is answered on its stdin. True when the line was such a question. */
export function makeAsking({asks, ask, write, tell, redact, onHold}: Around): (raw: unknown) => boolean {
  let open = 0;
  const answer = async (question: AgentQuestion, reply: (answer: AgentAnswer) => string): Promise<void> => {
    open++;
    onHold(true);
    const given = await ask(redactQuestion(question, redact)).catch(() => NOBODY);
    if (!given.isAllowed) tell({type: 'note', text: `not permitted: ${question.subject} (${given.why})`});
    write(reply(given));
    open--;
    if (open === 0) onHold(false);
  };
  return (raw) => {
    const asked = asks.read(raw);
    if (asked === undefined) return false;
    if ('reply' in asked) write(asked.reply);
    else void answer(asked.question, asked.answer);
    return true;
  };
}
