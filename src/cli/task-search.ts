import {OrkestraError} from '../../state/errors.js';
import {showLocalTime} from '../local-time.js';
import {plain} from '../plain.js';
import type {Hit} from '../tasks/search.js';
import type {Command} from './command.js';
import {moment, textOf, wholeNumber} from './values.js';

const SHOWN = 100;
const LONGEST_TEXT = 1000;

export const taskSearch: Command = {
  path: 'task search',
  args: '<text>',
  summary: 'find what was said in any attempt: transcripts of agents, output of commands',
  options: [
    {flags: '--agent NAME', help: 'only what this agent worked on'},
    {flags: '--since WHEN', help: 'only since this moment, such as 2h (ago) or 2026-11-20'},
    {flags: '--limit N', help: `at most so many lines, of the newest tasks first (${SHOWN})`},
  ],
  examples: ['orkestra task search "permission denied" --since 1d'],
  async run(call) {
    const [text = ''] = call.args;
    if (text.trim() === '' || /\n/.test(text) || text.length > LONGEST_TEXT)
      throw new OrkestraError('invalid', `What is looked for is one line of 1 to ${LONGEST_TEXT} characters.`);
    const limit = wholeNumber(call.options.limit, '--limit') ?? SHOWN;
    if (limit === 0) throw new OrkestraError('invalid', '--limit is 1 or more.');
    const since = moment(call.options.since, '--since', Date.now());
    const agent = textOf(call.options.agent);
    const {world} = await call.project();
    const {searchRuns} = await import('../tasks/search.js');
    const asked = {text, ...(agent !== undefined && {agent}), ...(since !== undefined && {since})};
    const hits: Hit[] = [];
    let count = 0;
    for (const hit of searchRuns(world, asked)) {
      if (++count > limit) break;
      if (call.isJson) hits.push(hit);
      else call.print(hitText(hit));
    }
    if (call.isJson) return {json: hits.map((hit) => ({...hit, at: new Date(hit.at).toISOString()}))};
    if (count === 0) return {text: `Nothing that was said has ${JSON.stringify(text)} in it.`};
    return count > limit ? {text: `There is more; \`--limit ${limit * 10}\` shows more of it.`} : undefined;
  },
};

const hitText = ({task, attempt, agent, at, kind, line}: Hit): string =>
  [
    `#${task}`.padStart(5),
    `attempt ${attempt}`,
    showLocalTime(at),
    plain(agent).padEnd(8),
    (kind === 'tool-result' ? 'result' : kind).padEnd(7),
    line,
  ].join('  ');
