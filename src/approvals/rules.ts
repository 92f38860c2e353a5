import type {AgentQuestion} from '../agents/agent.js';

export type Verdict = 'allow' | 'deny' | 'ask';

/** What is decided without a person. A part that is not given fits everything. */
export interface Rule {
  agent?: string;
  tool?: string;
  /** A pattern with `*` for anything. */
  subject?: string;
  decide: Verdict;
  /** Shown to the agent that is refused. */
  why?: string;
  /** Where it stands in agents.yaml. */
  line: number;
}

export interface Asked extends Pick<AgentQuestion, 'tool' | 'subject'> {
  agent: string;
}

/** What the rules say, and which of them. The first that fits counts; without one a person is asked. */
export function decide(rules: readonly Rule[], asked: Asked): {verdict: Verdict; rule?: Rule} {
  const rule = rules.find((one) => fits(one, asked));
  // An agent that may change what it may do needs no leave any more.
  if (!rule || (rule.decide === 'allow' && isAboutRules(asked.subject))) return {verdict: 'ask'};
  return {verdict: rule.decide, rule};
}

const isAboutRules = (subject: string): boolean => /\b(agents|orkestra)\.ya?ml\b|\.orkestra\b/i.test(subject);

function fits(rule: Rule, {agent, tool, subject}: Asked): boolean {
  if (rule.agent !== undefined && rule.agent !== agent) return false;
  if (rule.tool !== undefined && !matches(rule.tool, tool)) return false;
  if (rule.subject === undefined) return rule.decide !== 'allow' || !isCompound(subject);
  if (rule.subject === subject) return true;
  // To refuse too much costs a question; to allow too much may cost the house.
  return (rule.decide !== 'allow' || !isCompound(subject)) && matches(rule.subject, subject);
}

/**
 * What makes several commands of one, runs another one inside, writes to a file or climbs out of a folder.
 * `npm test && rm -rf /` begins like `npm test`, so only a rule that says exactly this may allow it.
 */
export const isCompound = (subject: string): boolean =>
  /[;&|`<>\p{Cc}\u2028\u2029]|\$[({]|(^|[\s/=])\.\.(\/|\s|$)/u.test(subject);

/** `*` is anything, all else is itself. */
export function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  // From left to right, each as early as it can be: no pattern takes more than one way through the text.
  let at = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
