import {execFileSync} from 'node:child_process';
import {mkdtempSync, realpathSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {addTask} from '../tasks/add.js';
import {trustFolder} from '../trust.js';
import {agentName, demoAgents, parts} from './crew.js';
import {openAt} from './open-at.js';
import {demoConfig, demoTasks} from './tasks.js';

/** A small real project in a folder of its own, with its crew and its tasks. Returns where it is. */
export async function makeDemo({program, speed}: {program: readonly string[]; speed: number}): Promise<string> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'orkestra-demo-')));
  writeFileSync(join(root, 'orkestra.yaml'), demoConfig(parts.map(agentName)));
  writeFileSync(join(root, 'agents.yaml'), demoAgents(program, speed));
  makeRepo(root);
  trustFolder(root);
  const project = await openAt(root);
  for (const task of demoTasks) addTask(project.world, task);
  project.close();
  return root;
}

/** With git each task has a worktree of its own; without it they share the folder, which works as well. */
function makeRepo(root: string): void {
  const git = (...args: string[]): void => void execFileSync('git', args, {cwd: root, stdio: 'ignore'});
  const identity = ['-c', 'user.name=orkestra demo', '-c', 'user.email=demo@localhost', '-c', 'commit.gpgsign=false'];
  try {
    git('init', '--initial-branch=main');
    git('config', 'user.name', 'orkestra demo');
    git('config', 'user.email', 'demo@localhost');
    git('add', 'orkestra.yaml', 'agents.yaml');
    git(...identity, 'commit', '--no-verify', '-m', 'An empty project and its crew');
  } catch {
    // Not there, or too old: then it goes without.
  }
}
