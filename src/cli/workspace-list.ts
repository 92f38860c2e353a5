import type {Command} from './command.js';

export const workspaceList: Command = {
  path: 'workspace list',
  isDefault: true,
  summary: 'list the worktrees of tasks: branch, what was changed, and where',
  async run(call) {
    const {world} = await call.project();
    const {countEach, findWorktrees} = await import('../workspaces/list.js');
    const {workspaceJson, workspaceLine} = await import('./show-workspace.js');
    const found = await countEach(world, await findWorktrees(world));
    return {
      json: found.map((one) => workspaceJson(world, one)),
      text: found.length > 0 ? found.map((one) => workspaceLine(world, one)).join('\n') : 'No task has a worktree.',
    };
  },
};
