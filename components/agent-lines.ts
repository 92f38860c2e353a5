import {type AgentStatus, countAttempts, successRate} from '../src/agents/list.js';
import type {AgentStats} from '../src/agents/stats.js';
import {tellCosts, tellInbox, tellTokens} from '../src/agents/tell-usage.js';
import {formatAge, formatDuration} from '../src/formats.js';
import type {QueueFacts} from '../src/tasks/why.js';
import type {AgentRow} from '../state/agents.js';
import type {ListedTask} from '../state/task-list.js';
import {agentLook} from './agent-look.js';
import {type Fact, factLines, heading} from './fact-lines.js';
import type {Line} from './page-lines.js';
import {taskRow} from './task-rows.js';
import {clean} from './text.js';
import type {Theme} from './theme.js';

interface Known {
  agent: AgentStatus;
  stats: AgentStats;
  /** Undefined for the shell, at which nobody looks. */
  row: AgentRow | undefined;
  tasks: readonly ListedTask[];
  facts: QueueFacts;
  theme: Theme;
}

/** What an agent does now, how it went so far in this project, and what it took. */
export function agentLines({agent, stats, row, tasks, facts, theme}: Known): Line[] {
  const {state, note, record} = agent;
  const {glyph, word, meaning} = agentLook(state, theme.glyphs);
  const attempts = countAttempts(record);
  const rate = successRate(record);
  const ended = Object.entries(record.ended).map(([how, count]) => `${count} ${how}`);
  return [
    ...factLines([
      ['state', `${glyph} ${word}`, meaning],
      ['can', tasks.length > 0 ? undefined : note],
      ...lookFacts(row, facts.now),
      ['attempts', attempts === 0 ? 'none yet' : `${attempts}: ${ended.join(', ')}`],
      ['success', rate === undefined ? undefined : `${Math.floor(rate * 100)}% of those that came to an end`],
      ['took', attempts === 0 ? undefined : `${formatDuration(record.tookMs / attempts)} on average${slowest(stats)}`],
      ['inbox', tellInbox(stats)],
      ...usedFacts(stats, facts.now),
    ]),
    ...(tasks.length > 0 ? ['', heading('works on')] : []),
    ...tasks.map((task) => {
      const {number, title, why} = taskRow(task, facts);
      return `  ${number}  ${clean(title)}  ${why}`;
    }),
  ];
}

const slowest = ({p95Ms}: AgentStats): string => (p95Ms === null ? '' : `, 95% within ${formatDuration(p95Ms)}`);

/** What the last look at it told. */
function lookFacts(row: AgentRow | undefined, now: number): Fact[] {
  if (!row) return [];
  const {version, why, hint, latencyMs, probedAt, state} = row;
  const took = latencyMs === null ? '' : `, which took ${formatDuration(latencyMs)}`;
  return [
    ['version', version],
    ['why', state === 'ready' ? undefined : why],
    ['hint', state === 'ready' ? undefined : hint],
    ['last look', `${formatAge(probedAt, now)}${took}`],
  ];
}

function usedFacts(stats: AgentStats, now: number): Fact[] {
  if (stats.runs === 0) return [];
  const {lastAt, model} = stats;
  return [
    ['tokens', tellTokens(stats)],
    ['cost', tellCosts(stats)],
    ['last call', lastAt && `${formatAge(Date.parse(lastAt), now)}${model === null ? '' : ` with ${model}`}`],
  ];
}
