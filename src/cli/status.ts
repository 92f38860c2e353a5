import {isProject} from '../find-root.js';
import {version} from '../version.js';
import {pathsOf} from '../world.js';
import type {Answer, Call, Command} from './command.js';

export const status: Command = {
  path: 'status',
  summary: 'print what runs, what waits and what needs you',
  run: showStatus,
};

export async function showStatus(call: Call): Promise<Answer> {
  const {readConfig, rootOf} = await import('./read-config.js');
  const loaded = await readConfig(call);
  if (!isProject(pathsOf(rootOf(loaded, call)))) return withoutProject(call);
  const project = await call.project();
  const {getStatus, statusText} = await import('../status.js');
  const found = getStatus(project);
  return {json: found, text: statusText(found)};
}

function withoutProject({root}: Call): Answer {
  return {
    json: {version, project: null, root},
    text: `There is no orkestra project in ${root}.\nRun \`orkestra init\` to make one, or add a task: \`orkestra task add TITLE --run CMD\`.`,
  };
}
