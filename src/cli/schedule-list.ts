import {alignColumns} from './columns.js';
import type {Command} from './command.js';

export const scheduleList: Command = {
  path: 'schedule list',
  summary: 'list the backups that are made by the clock: when each runs next, and how it last went',
  isDefault: true,
  async run(call) {
    const {world} = await call.project();
    const {listSchedules, scheduleJson, scheduleText} = await import('../backups/schedules/list-schedules.js');
    const {plain} = await import('../plain.js');
    const schedules = listSchedules(world);
    const rows = schedules.map((one) => [one.name, one.when, plain(one.path), plain(scheduleText(one, world.now()))]);
    return {
      json: schedules.map(scheduleJson),
      text: rows.length > 0 ? alignColumns(rows) : NONE,
    };
  },
};

const NONE = `No backups are made by the clock. In orkestra.yaml, for example:
backup:
  schedules:
    - {name: nightly, path: ., cron: "0 2 * * *"}`;
