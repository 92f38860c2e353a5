import {showLocalTime} from '../local-time.js';
import type {Command} from './command.js';
import {taskId} from './values.js';

export const auditReplay: Command = {
  path: 'audit replay',
  args: '<task>',
  summary: 'tell the story of one task, with its state after each event',
  async run(call) {
    const id = taskId(call.args[0]);
    const {world} = await call.project();
    const {replayTask} = await import('../audit/replay.js');
    const {showEvent} = await import('../audit/show.js');
    const steps = replayTask(world, id);
    const json = steps.map(({event, says, state}) => ({...showEvent(event), says, state: state ?? null}));
    const {alignColumns} = await import('./columns.js');
    const rows = steps.map(({event, says, state}) => [showLocalTime(event.at), state ?? '-', says]);
    return {json, text: alignColumns(rows)};
  },
};
