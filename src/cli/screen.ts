import type {Command} from './command.js';
import {showStatus} from './status.js';

/** Scripts and pipes get the status; a person gets the control room. */
export const screen: Command = {
  path: 'screen',
  summary: 'open the control room; without a terminal, print the status',
  options: [
    {flags: '--status', help: 'print the status and leave'},
    {flags: '--screen-reader', help: 'say what happens line by line; INK_SCREEN_READER=true does the same'},
  ],
  isDefault: true,
  goesOn: {without: ['--status', '--json']},
  async run(call) {
    if (!call.openScreen || call.isJson || call.options.status) return showStatus(call);
    return {exitCode: await call.openScreen()};
  },
};
