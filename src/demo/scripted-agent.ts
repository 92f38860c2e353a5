import type {Part} from './crew.js';
import {perform, type Stage} from './perform.js';
import {plays} from './plays.js';

export interface Scripted {
  part: Part;
  /** The task it is given, as every agent is told by its environment. */
  title: string;
  attempt: number;
  speed: number;
}

/** The title for which this part has reached its limit, so that another vendor goes on. */
const LIMITED: Readonly<Partial<Record<Part, string>>> = {chatgpt: 'Write the landing page copy'};
const LIMITED_FOR_MS = 5 * 60_000;
const PAUSE_MS = 900;

export const pauseAt = (speed: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, (PAUSE_MS * (0.6 + Math.random())) / speed));

/** Plays a part in JSON lines, as docs/agents.md describes them for any command. */
export async function speakJsonLines({part, title, attempt, speed}: Scripted): Promise<void> {
  const tell = (event: object): void => void process.stdout.write(`${JSON.stringify(event)}\n`);
  tell({type: 'started', model: 'script', session: `demo-${part}`});
  const play = plays[title];
  if (!play) return tell({type: 'result', isOk: false, why: `this scripted agent knows no play for "${title}"`});
  let calls = 0;
  const stage: Stage = {
    say: (text) => tell({type: 'text', text}),
    tool(name, subject, text) {
      const id = String(++calls);
      tell({type: 'tool', id, name, subject});
      tell({type: 'tool-result', id, text});
    },
    ask: () => Promise.resolve(false),
    pause: () => pauseAt(speed),
  };
  if (LIMITED[part] === title) return reachLimit(stage, tell);
  const answer = await perform(play, attempt, stage);
  stage.say(answer);
  tell({type: 'usage', inputTokens: 1200 + title.length * 40, outputTokens: 300 + answer.length * 4, costUsd: 0});
  tell({type: 'result', isOk: true, answer});
}

/** Somewhere in the middle, as it happens to all of us. */
async function reachLimit(stage: Stage, tell: (event: object) => void): Promise<void> {
  await stage.pause();
  stage.say('I begin with the headline: "How much to leave".');
  await stage.pause();
  tell({
    ...{type: 'result', isOk: false, failure: 'limited', until: Date.now() + LIMITED_FOR_MS},
    why: 'the usage limit of this (scripted) agent is reached',
  });
}
