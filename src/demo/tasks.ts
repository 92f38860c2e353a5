import type {TaskDraft} from '../tasks/draft.js';

/** The small real thing that the crew of the demo makes: a program that says how much to tip. */
export const demoTasks: readonly TaskDraft[] = [
  {title: 'Design the tip calculator', priority: 'high', outputs: ['docs/design.md'], files: ['docs/design.md']},
  {title: 'Set up the package', priority: 'high', files: ['package.json']},
  {title: 'Implement the tip calculation', after: [1, 2], files: ['src/tip.js']},
  {title: 'Make a small database of currencies', after: [1, 2], files: ['src/**']},
  {title: 'Test the tip calculation', after: [3], files: ['test/tip.test.js'], check: 'node --test test/tip.test.js'},
  {
    title: 'Test the currencies',
    after: [4],
    files: ['test/currencies.test.js'],
    check: 'node --test test/currencies.test.js',
  },
  {
    title: 'Code the command line',
    after: [3, 4],
    files: ['bin/tip.js'],
    check: 'node bin/tip.js 50 10 EUR | grep -q "^5.00"',
    retries: 2,
  },
  {title: 'Write the landing page copy', after: [1], files: ['site/**']},
  {title: 'Document how to use it', after: [7], files: ['README.md']},
  {title: 'Compare the customs of tipping', files: ['docs/customs.md']},
  {title: 'Run all tests', after: [5, 6, 7], run: 'node --test'},
  {title: 'Release version 1.0.0', after: [8, 9, 10, 11], files: ['CHANGELOG.md']},
];

export const demoConfig = (agents: readonly string[]): string => `project_name: tip calculator (demo)
# Only these may work here, so that the demo never gives work to an agent that costs something.
agents: ${agents.join(',')}
queue:
  retry_delay: 2s
`;
