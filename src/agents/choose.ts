import type {Work} from '../../state/attempts.js';

export type Choice = {ok: true; agent: string} | {ok: false; why: string};

/** The shell does every task that carries a command. Who could do the others is said in words. */
export function chooseAgent(task: Pick<Work, 'run' | 'wantedAgent'>): Choice {
  const {run, wantedAgent} = task;
  if (wantedAgent !== null && wantedAgent !== 'shell')
    return {ok: false, why: `agent ${wantedAgent} is not configured`};
  if (run === null) return {ok: false, why: 'no agent can do it: it has no command to run'};
  return {ok: true, agent: 'shell'};
}
