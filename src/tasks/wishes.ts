import type {Dep} from '../../state/deps.js';
import type {Task} from '../../state/tasks.js';

/** What a person or a plan asked for, apart from the title, the place in the queue and the links: a task's own words. */
export const wishesOf = (task: Task) => ({
  instructions: task.instructions,
  run: task.run,
  check: task.check,
  skills: task.skills,
  files: task.files,
  inputs: task.inputs,
  outputs: task.outputs,
  retries: task.retries,
  timeoutMs: task.timeoutMs,
  budget: task.budget,
  workspace: task.workspace,
  review: task.review,
  node: task.node,
  category: task.category,
});

/** What it waits for, as drafts and scripts name it. */
export const linksOf = (needs: readonly Dep[]): {after: number[]; afterEnded: number[]} => ({
  after: needs.filter((dep) => dep.kind === 'hard').map((dep) => dep.needs),
  afterEnded: needs.filter((dep) => dep.kind === 'soft').map((dep) => dep.needs),
});
