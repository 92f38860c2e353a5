import {agentList} from './agent-list.js';
import {agentPause} from './agent-pause.js';
import {agentResume} from './agent-resume.js';
import {agentShow} from './agent-show.js';
import {agentTest} from './agent-test.js';
import {approvalAllow} from './approval-allow.js';
import {approvalDeny} from './approval-deny.js';
import {approvalForget} from './approval-forget.js';
import {approvalList} from './approval-list.js';
import {approvalShow} from './approval-show.js';
import {auditExport} from './audit-export.js';
import {auditList} from './audit-list.js';
import {auditReplay} from './audit-replay.js';
import {auditVerify} from './audit-verify.js';
import {backup} from './backup.js';
import {backupKeyAdd} from './backup-key-add.js';
import {backupKeyList} from './backup-key-list.js';
import {backupKeyPasswd} from './backup-key-passwd.js';
import {backupKeyRemove} from './backup-key-remove.js';
import {backupsDiff} from './backups-diff.js';
import {backupsFiles} from './backups-files.js';
import {backupsFind} from './backups-find.js';
import {backupsList} from './backups-list.js';
import {backupsShow} from './backups-show.js';
import {backupsStats} from './backups-stats.js';
import {backupsTag} from './backups-tag.js';
import type {Command} from './command.js';
import {complete} from './complete.js';
import {completion} from './completion.js';
import {compressBench} from './compress-bench.js';
import {configCheck} from './config-check.js';
import {configGet} from './config-get.js';
import {configSet} from './config-set.js';
import {configShow} from './config-show.js';
import {demo} from './demo.js';
import {forget} from './forget.js';
import {guard} from './guard.js';
import {importDir} from './import.js';
import {init} from './init.js';
import {lockClean} from './lock-clean.js';
import {lockDrop} from './lock-drop.js';
import {lockList} from './lock-list.js';
import {lockTake} from './lock-take.js';
import {notifyList} from './notify-list.js';
import {notifyRead} from './notify-read.js';
import {notifySend} from './notify-send.js';
import {prove} from './prove.js';
import {prune} from './prune.js';
import {putBack} from './put-back.js';
import {restore} from './restore.js';
import {run} from './run.js';
import {scan} from './scan.js';
import {scheduleList} from './schedule-list.js';
import {scheduleRun} from './schedule-run.js';
import {screen} from './screen.js';
import {scriptedAgent} from './scripted-agent.js';
import {status} from './status.js';
import {taskAdd} from './task-add.js';
import {taskApprove} from './task-approve.js';
import {taskCancel} from './task-cancel.js';
import {taskDelete} from './task-delete.js';
import {taskDiff} from './task-diff.js';
import {taskEdit} from './task-edit.js';
import {taskExport} from './task-export.js';
import {taskGraph} from './task-graph.js';
import {taskImport} from './task-import.js';
import {taskList} from './task-list.js';
import {taskLogs} from './task-logs.js';
import {taskMove} from './task-move.js';
import {taskReject} from './task-reject.js';
import {taskRetry} from './task-retry.js';
import {taskRollback} from './task-rollback.js';
import {taskScore} from './task-score.js';
import {taskSearch} from './task-search.js';
import {taskShow} from './task-show.js';
import {taskTranscript} from './task-transcript.js';
import {trust} from './trust.js';
import {unlock} from './unlock.js';
import {verify} from './verify.js';
import {work} from './work.js';
import {workspaceClean} from './workspace-clean.js';
import {workspaceList} from './workspace-list.js';

/** Every command there is, in the order help shows them. */
export const commands: readonly Command[] = [
  screen,
  init,
  trust,
  demo,
  status,
  run,
  taskAdd,
  taskList,
  taskShow,
  taskEdit,
  taskCancel,
  taskRetry,
  taskMove,
  taskDiff,
  taskApprove,
  taskReject,
  taskRollback,
  taskDelete,
  taskLogs,
  taskTranscript,
  taskSearch,
  taskScore,
  taskGraph,
  taskExport,
  taskImport,
  approvalList,
  approvalShow,
  approvalAllow,
  approvalDeny,
  approvalForget,
  workspaceList,
  workspaceClean,
  lockList,
  lockTake,
  lockDrop,
  lockClean,
  auditList,
  auditReplay,
  auditVerify,
  auditExport,
  notifyList,
  notifyRead,
  notifySend,
  backupKeyList,
  backupKeyAdd,
  backupKeyRemove,
  backupKeyPasswd,
  unlock,
  agentList,
  agentTest,
  agentShow,
  agentPause,
  agentResume,
  configShow,
  configGet,
  configSet,
  configCheck,
  backup,
  restore,
  verify,
  backupsList,
  backupsShow,
  backupsDiff,
  backupsFind,
  backupsFiles,
  backupsStats,
  backupsTag,
  forget,
  prune,
  scheduleList,
  scheduleRun,
  importDir,
  scan,
  compressBench,
  completion,
  complete,
  work,
  guard,
  prove,
  putBack,
  scriptedAgent,
];
