import {listAgentRows} from '../../state/agents.js';
import {countRunningByAgent} from '../../state/attempts.js';
import {readAgentRecords} from '../../state/runs.js';
import type {World} from '../world.js';
import type {CrewFacts} from './choose.js';

/** `more` counts what was chosen meanwhile. Read once for a whole batch of claims, and only when one of them needs it. */
export function crewReader({db, now}: World, more: ReadonlyMap<string, number> = new Map()): () => CrewFacts {
  let known: CrewFacts | undefined;
  return () => {
    known ??= {
      now: now(),
      agents: listAgentRows(db),
      workloads: countRunningByAgent(db),
      records: new Map(
        [...readAgentRecords(db)].map(([name, {ended}]) => [
          name,
          {done: ended.done ?? 0, failed: (ended.failed ?? 0) + (ended['timed-out'] ?? 0)},
        ]),
      ),
    };
    // Those chosen since are busy too, though nobody wrote it down yet.
    const workloads = new Map(known.workloads);
    for (const [agent, count] of more) workloads.set(agent, (workloads.get(agent) ?? 0) + count);
    return {...known, workloads};
  };
}
