import {listAgentRows} from '../../state/agents.js';
import {countRunningByAgent} from '../../state/attempts.js';
import type {Db} from '../../state/db.js';
import {readAgentRecords} from '../../state/runs.js';
import {readAgentUsages} from '../../state/usages.js';
import type {World} from '../world.js';
import {dayBudgets} from './budget.js';
import type {CrewFacts} from './choose.js';
import type {Outcomes} from './score.js';
import {readSpecialties} from './skills.js';

/** `more` counts what was chosen meanwhile. Read once for a whole batch of claims, and only when one of them needs it. */
export function crewReader(world: World, more: ReadonlyMap<string, number> = new Map()): () => CrewFacts {
  let known: CrewFacts | undefined;
  return () => {
    known ??= readCrew(world);
    // Those chosen since are busy too, though nobody wrote it down yet.
    const workloads = new Map(known.workloads);
    for (const [agent, count] of more) workloads.set(agent, (workloads.get(agent) ?? 0) + count);
    return {...known, workloads};
  };
}

export function readCrew({db, now, config}: World): CrewFacts {
  const records = readOutcomes(db);
  return {
    now: now(),
    agents: listAgentRows(db),
    specialties: readSpecialties(db),
    workloads: countRunningByAgent(db),
    records,
    average: averageOf([...records.values()]),
    usedUp: dayBudgets(config, db, now()),
  };
}

/** The shell is no agent to be compared with: what it does costs nothing and is of another kind. */
function readOutcomes(db: Db): Map<string, Outcomes> {
  const usages = readAgentUsages(db);
  const records = [...readAgentRecords(db)].filter(([name]) => name !== 'shell');
  return new Map(
    records.map(([name, {ended, tookMs}]): [string, Outcomes] => {
      const done = ended.done ?? 0;
      const failed = (ended.failed ?? 0) + (ended['timed-out'] ?? 0);
      const all = Object.values(ended).reduce((sum, count) => sum + count, 0);
      const {pricedRuns = 0, costUsd = 0} = usages.get(name) ?? {};
      return [
        name,
        {done, failed, ...(all > 0 && {meanMs: tookMs / all}), ...(pricedRuns > 0 && {meanUsd: costUsd / pricedRuns})},
      ];
    }),
  );
}

function averageOf(all: readonly Outcomes[]): CrewFacts['average'] {
  const meanMs = mean(all.map((one) => one.meanMs));
  const meanUsd = mean(all.map((one) => one.meanUsd));
  return {...(meanMs !== undefined && {meanMs}), ...(meanUsd !== undefined && {meanUsd})};
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}
