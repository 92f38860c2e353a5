import {agentList} from './agent-list.js';
import type {Command} from './command.js';
import {complete} from './complete.js';
import {completion} from './completion.js';
import {configCheck} from './config-check.js';
import {configGet} from './config-get.js';
import {configSet} from './config-set.js';
import {configShow} from './config-show.js';
import {init} from './init.js';
import {run} from './run.js';
import {screen} from './screen.js';
import {status} from './status.js';
import {taskAdd} from './task-add.js';
import {taskApprove} from './task-approve.js';
import {taskCancel} from './task-cancel.js';
import {taskDelete} from './task-delete.js';
import {taskEdit} from './task-edit.js';
import {taskList} from './task-list.js';
import {taskLogs} from './task-logs.js';
import {taskMove} from './task-move.js';
import {taskReject} from './task-reject.js';
import {taskRetry} from './task-retry.js';
import {taskShow} from './task-show.js';

/** Every command there is, in the order help shows them. */
export const commands: readonly Command[] = [
  screen,
  init,
  status,
  run,
  taskAdd,
  taskList,
  taskShow,
  taskEdit,
  taskCancel,
  taskRetry,
  taskMove,
  taskApprove,
  taskReject,
  taskDelete,
  taskLogs,
  agentList,
  configShow,
  configGet,
  configSet,
  configCheck,
  completion,
  complete,
];
