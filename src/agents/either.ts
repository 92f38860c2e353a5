import type {Agent, Probe} from './agent.js';

type Hindrance = Exclude<Probe, {state: 'ready'}>;

/** Several ways to the same agent, the best first: the first that can work does. */
export function eitherAgent(first: Agent, ...others: readonly Agent[]): Agent {
  const ways = [first, ...others];
  const choose = async (env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<{agent: Agent; probed: Probe}> => {
    const hindrances: {agent: Agent; probed: Hindrance}[] = [];
    for (const agent of ways) {
      const probed = await agent.probe(env, signal);
      if (probed.state === 'ready') return {agent, probed};
      hindrances.push({agent, probed});
    }
    const nearest = hindrances.find(({probed}) => probed.state !== 'missing') ?? hindrances[0];
    return {agent: nearest?.agent ?? first, probed: mostTelling(hindrances.map(({probed}) => probed))};
  };
  return {
    name: first.name,
    probe: async (env, signal) => (await choose(env, signal)).probed,
    async run(request, tell, signal) {
      const {agent, probed} = await choose(request.env, signal);
      // Whatever is nearest to working may have recovered by now; what is not there has not.
      return probed.state === 'missing'
        ? {isOk: false, failure: 'login', why: `${probed.why}. ${probed.hint}`}
        : agent.run(request, tell, signal);
    },
  };
}

/** What hinders the way that is nearest to working; and all ways there are where not one has been begun. */
export function mostTelling(hindrances: readonly Hindrance[]): Hindrance {
  const begun = hindrances.find(({state}) => state !== 'missing');
  if (begun) return begun;
  const unique = (texts: string[]): string[] => [...new Set(texts)].filter((text) => text !== '');
  const whys = unique(hindrances.map(({why}) => why));
  const hints = unique(hindrances.map(({hint}) => hint.replace(/\.$/, '')));
  return {state: 'missing', why: whys.join(', and '), hint: `${hints.map(lower).join(', or ').replace(/^./, upper)}.`};
}

const upper = (letter: string): string => letter.toUpperCase();
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
