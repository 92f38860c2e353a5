import type {AgentEnd, AgentEvent, AgentQuestion} from './agent.js';
import {secretNames} from './env.js';

/** Shorter than any key there is; a word of three letters would be blotted out everywhere. */
const SHORTEST_SECRET = 8;

/** Agents of one's own have keys of their own. */
const isSecret = (name: string): boolean => /_(KEY|TOKEN|SECRET|PASSWORD)$/i.test(name);

/** Takes the keys out of whatever an agent says: it may print its environment, or be told to. */
export function makeRedactor(env: NodeJS.ProcessEnv): (text: string) => string {
  const names = [...secretNames, ...Object.keys(env).filter((name) => isSecret(name) && !secretNames.includes(name))];
  const secrets = names.flatMap((name) => {
    const value = env[name];
    return value !== undefined && value.length >= SHORTEST_SECRET ? [{name, value}] : [];
  });
  // One that holds another goes first.
  secrets.sort((a, b) => b.value.length - a.value.length);
  return (text) => secrets.reduce((rest, {name, value}) => rest.replaceAll(value, `[${name}]`), text);
}

export function redactEvent(event: AgentEvent, redact: (text: string) => string): AgentEvent {
  switch (event.type) {
    case 'tool':
      return {...event, subject: redact(event.subject)};
    case 'text':
    case 'thought':
    case 'tool-result':
    case 'note':
      return {...event, text: redact(event.text)};
    case 'started':
    case 'usage':
      return event;
  }
}

export function redactEnd(end: AgentEnd, redact: (text: string) => string): AgentEnd {
  return end.isOk ? {...end, answer: redact(end.answer)} : {...end, why: redact(end.why)};
}

export function redactQuestion(question: AgentQuestion, redact: (text: string) => string): AgentQuestion {
  const {subject, detail} = question;
  return {...question, subject: redact(subject), ...(detail !== undefined && {detail: redact(detail)})};
}
