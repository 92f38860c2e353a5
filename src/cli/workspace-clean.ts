import type {Command} from './command.js';

export const workspaceClean: Command = {
  path: 'workspace clean',
  summary: 'remove the worktrees of tasks that are over; work that is not merged stays on its branch',
  options: [{flags: '--dry-run', help: 'say what would be removed, and remove nothing'}],
  async run(call) {
    const {world} = await call.project();
    const {cleanWorktrees} = await import('../workspaces/clean.js');
    const {plain} = await import('../plain.js');
    const isDry = call.options.dryRun === true;
    const {removed, left} = await cleanWorktrees(world, {isAsked: true, isDry});
    const verb = isDry ? 'would remove' : 'removed';
    const lines = [
      ...removed.map(({task, branch, keepsBranch, why}) => {
        const kept = keepsBranch ? `; the branch ${branch} stays` : '';
        return `${verb} the worktree of #${task}: ${why}${kept}`;
      }),
      ...left.map(({task, why}) => `the worktree of #${task} stays: ${why}`),
    ];
    return {
      json: {removed, left},
      text: lines.length > 0 ? lines.map((line) => plain(line)).join('\n') : 'No worktree is left over.',
      exitCode: left.length > 0 ? 1 : 0,
    };
  },
};
