import {type AgentStatus, countAttempts, successRate} from '../src/agents/list.js';
import {formatDuration} from '../src/formats.js';
import type {QueueFacts} from '../src/tasks/why.js';
import type {ListedTask} from '../state/task-list.js';
import {agentLook} from './agent-look.js';
import {factLines, heading} from './fact-lines.js';
import type {Line} from './page-lines.js';
import {taskRow} from './task-rows.js';
import {clean} from './text.js';
import type {Theme} from './theme.js';

/** What an agent does now, and how it went so far in this project. */
export function agentLines(
  {state, note, record}: AgentStatus,
  tasks: readonly ListedTask[],
  facts: QueueFacts,
  theme: Theme,
): Line[] {
  const {glyph, word, meaning} = agentLook(state, theme.glyphs);
  const attempts = countAttempts(record);
  const rate = successRate(record);
  const ended = Object.entries(record.ended).map(([how, count]) => `${count} ${how}`);
  return [
    ...factLines([
      ['state', `${glyph} ${word}`, meaning],
      ['can', tasks.length > 0 ? undefined : note],
      ['attempts', attempts === 0 ? 'none yet' : `${attempts}: ${ended.join(', ')}`],
      ['success', rate === undefined ? undefined : `${Math.floor(rate * 100)}% of those that came to an end`],
      ['took', attempts === 0 ? undefined : `${formatDuration(record.tookMs / attempts)} on average`],
    ]),
    ...(tasks.length > 0 ? ['', heading('works on')] : []),
    ...tasks.map((task) => {
      const {number, title, why} = taskRow(task, facts);
      return `  ${number}  ${clean(title)}  ${why}`;
    }),
  ];
}
