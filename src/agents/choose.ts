import type {AgentRow, AgentState} from '../../state/agents.js';
import type {Work} from '../../state/attempts.js';
import {formatMoment} from '../formats.js';
import {breakerState} from './breaker.js';
import type {UsedUp} from './budget.js';
import {type Outcomes, rankScores, type Score, scoreAgent, whyChosen} from './score.js';
import {defaultSpecialties, type Specialties, specialtyNames} from './specialties.js';

/** What is known of the agents at one moment. */
export interface CrewFacts {
  now: number;
  agents: readonly AgentRow[];
  /** What a person said they are good at. */
  specialties: Readonly<Record<string, Specialties>>;
  /** Tasks each works on now. */
  workloads: ReadonlyMap<string, number>;
  records: ReadonlyMap<string, Outcomes>;
  average: Pick<Outcomes, 'meanMs' | 'meanUsd'>;
  /** Whose budget of the day is used up. */
  usedUp(agent: string): UsedUp | undefined;
}

export type Choice = {ok: true; agent: string; why?: string} | {ok: false; why: string};

/** What of a task says who is to do it. */
export type Wanted = Pick<Work, 'title' | 'instructions'> & {skills: readonly string[]};

/**
 * The shell does what carries a command, a person what is for `me`, and of the agents that are ready the best by score;
 * whom the task names goes before any score.
 */
export function chooseAgent(task: Wanted & Pick<Work, 'run' | 'wantedAgent'>, readCrew: () => CrewFacts): Choice {
  const {run, wantedAgent} = task;
  if (wantedAgent === 'shell' || (wantedAgent === null && run !== null)) {
    if (run === null) return {ok: false, why: 'no agent can do it: it has no command to run'};
    return {ok: true, agent: 'shell'};
  }
  const crew = readCrew();
  if (wantedAgent !== null) return chooseWanted(wantedAgent, crew);
  const able = crew.agents.filter(({name}) => lackedSkill(task, name, crew) === undefined);
  if (able.length === 0 && crew.agents.length > 0)
    return {ok: false, why: `no agent is good at ${task.skills.join(', ')}`};
  const free = able.filter((agent) => whyNotFree(agent, crew) === undefined);
  if (free.length === 0) return {ok: false, why: whyNobody({...crew, agents: able})};
  const ranked = rankScores(free.map(({name}) => scoreOf(task, name, crew)));
  return {ok: true, agent: ranked[0]?.agent ?? '', why: whyChosen(ranked)};
}

/** As a person has it in agents.yaml, or as it is built in. */
export const specialtiesOf = (agent: string, {specialties}: Pick<CrewFacts, 'specialties'>): Specialties =>
  specialties[agent] ?? defaultSpecialties[agent] ?? {};

/** The first thing the task asks for that this agent is not known for. */
const lackedSkill = ({skills}: Wanted, agent: string, crew: CrewFacts): string | undefined =>
  specialtyNames(skills).find((skill) => !Object.hasOwn(specialtiesOf(agent, crew), skill));

const scoreOf = ({title, instructions, skills}: Wanted, agent: string, crew: CrewFacts) =>
  scoreAgent([title, instructions ?? '', ...specialtyNames(skills)].join('\n'), {
    agent,
    specialties: specialtiesOf(agent, crew),
    workload: crew.workloads.get(agent) ?? 0,
    record: crew.records.get(agent) ?? {done: 0, failed: 0},
    crew: crew.average,
  });

/** Every agent with its score for this task, the best that is free first; why says what keeps the others. */
export function scoreAll(task: Wanted, crew: CrewFacts): (Score & {why: string | null})[] {
  const whyNot = (agent: AgentRow): string | undefined => {
    const lacked = lackedSkill(task, agent.name, crew);
    return lacked === undefined ? whyNotFree(agent, crew) : `is not good at ${lacked.replaceAll('_', ' ')}`;
  };
  const why = new Map(crew.agents.map((agent) => [agent.name, whyNot(agent) ?? null]));
  const scores = rankScores(crew.agents.map(({name}) => scoreOf(task, name, crew)));
  return scores
    .map((score) => ({...score, why: why.get(score.agent) ?? null}))
    .sort((one, other) => Number(one.why !== null) - Number(other.why !== null));
}

function chooseWanted(name: string, crew: CrewFacts): Choice {
  const agent = crew.agents.find((one) => one.name === name);
  const why = agent ? whyNotFree(agent, crew) : 'is not set up; `orkestra agent list` says how';
  return why === undefined ? {ok: true, agent: name} : {ok: false, why: `agent ${name} ${why}`};
}

/** Why it takes nothing more; one that rested is given one task first. */
export function whyNotFree(agent: AgentRow, {now, workloads, usedUp}: CrewFacts): string | undefined {
  const why = whyNotReady(agent, now) ?? usedUp(agent.name)?.why;
  if (why !== undefined) return why;
  const isOnTrial = breakerState(agent, now).state === 'half-open' && (workloads.get(agent.name) ?? 0) > 0;
  return isOnTrial ? 'shows first with one task that it works again' : undefined;
}

/** Why it takes nothing now; undefined when it does. */
export function whyNotReady(agent: AgentRow, now: number): string | undefined {
  const {state, limitedUntil, failuresInRow} = agent;
  if (agent.isPaused) return 'is paused';
  if (limitedUntil !== null && limitedUntil > now) return `is limited until ${formatMoment(limitedUntil, now)}`;
  if (state !== 'ready') return notReady[state](agent.why ?? '', agent.hint ?? '');
  const breaker = breakerState(agent, now);
  if (breaker.state !== 'open') return undefined;
  return `failed ${failuresInRow} times in a row and rests until ${formatMoment(breaker.until, now)}`;
}

const notReady: Readonly<Record<Exclude<AgentState, 'ready'>, (why: string, hint: string) => string>> = {
  login: (why, hint) => `needs a login: ${hint || why}`,
  missing: (why, hint) => `is not set up: ${hint || why}`,
  unreachable: (why) => `cannot be reached: ${why}`,
  limited: (why) => `is limited: ${why}`,
};

function whyNobody(crew: CrewFacts): string {
  const known = crew.agents.filter((agent) => agent.state !== 'missing');
  if (known.length === 0) return 'no agent is set up, and it has no command to run; `orkestra agent list` says how';
  return `no agent is ready: ${known.map((agent) => `${agent.name} ${whyNotFree(agent, crew)}`).join('; ')}`;
}
