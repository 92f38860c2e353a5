/**
 * The library: what the screen and the command line do, for programs, under the names people know from Orkestra.
 * Each class opens its project at the first call and keeps it open until `close`. Any number of programs, screens and
 * commands may work on one project at the same time.
 */
import type {Config} from './config/schema.js';

export type {AuditFilter} from '../state/audit.js';
export {type ErrorCode, OrkestraError} from '../state/errors.js';
export type {TaskState} from '../state/task-states.js';
export type {TaskFilter} from '../state/tasks.js';
export type {
  Agent,
  AgentAnswer,
  AgentEnd,
  AgentEvent,
  AgentLimits,
  AgentQuestion,
  AgentRequest,
  Failure,
  Probe,
  Usage,
} from './agents/agent.js';
export type {ShownEvent} from './audit/show.js';
export type {Verdict} from './audit/verify.js';
export type {BackupOrder} from './backups/make/order.js';
export type {BackupReport} from './backups/make/report.js';
export type {RestoreOrder, RestoreReport} from './backups/restore/bring-back.js';
export type {VerifyDepth, VerifyReport} from './backups/verify/verify-backups.js';
export type {InitResult} from './init.js';
export {AgentManager, type AgentResponse, type AgentSummary, type CallOptions} from './library/agent-manager.js';
export {AuditLogger} from './library/audit-logger.js';
export {type HeldLock, type LockId, LockManager, type LockWish} from './library/lock-manager.js';
export {type MockAgentOptions, mockAgent} from './library/mock-agent.js';
export {Orchestrator, type OrchestratorOptions} from './library/orchestrator.js';
export {Scythe} from './library/scythe.js';
export {SystemStartup} from './library/startup.js';
export {TaskQueue} from './library/task-queue.js';
export {type TestClock, testClock} from './library/test-clock.js';
export type {CleanedLock} from './locks/clean.js';
export type {Clock} from './project.js';
export type {Status} from './status.js';
export type {RunJson, TaskJson, WholeTaskJson} from './tasks/describe.js';
export type {TaskDraft} from './tasks/draft.js';
export {version} from './version.js';
/** The settings of a project, as orkestra.yaml and the defaults make them. */
export type SystemConfig = Config;
