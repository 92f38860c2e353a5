import {defaultSpecialties} from '../agents/specialties.js';

/** Each plays one of the five vendors' agents by script, and is named so that nobody takes it for one. */
export const parts = ['claude', 'chatgpt', 'gemini', 'copilot', 'grok'] as const;
export type Part = (typeof parts)[number];

export const agentName = (part: Part): string => `demo-${part}`;
export const isPart = (text: string | undefined): text is Part => parts.some((part) => part === text);

/** The one that asks leave speaks ACP; the others write JSON lines. */
const ASKING: Part = 'copilot';

/** The agents.yaml of the demo: real child processes, driven as any other agent is. JSON is YAML as well. */
export function demoAgents(program: readonly string[], speed: number): string {
  const definition = (part: Part) => {
    const command = [...program, 'scripted-agent', part, '--speed', String(speed)];
    const specialties = defaultSpecialties[part];
    return part === ASKING ? {acp: [...command, '--acp'], specialties} : {command, output: 'json', specialties};
  };
  const agents = Object.fromEntries(parts.map((part) => [agentName(part), definition(part)]));
  return `${JSON.stringify({agents}, null, 2)}\n`;
}
