import type {DepKind} from '../../../state/deps.js';
import type {Run} from '../../../state/runs.js';
import type {TaskState} from '../../../state/task-states.js';
import type {CheckedDraft} from '../draft.js';

/**
 * 'queued' becomes ready or waiting here, since that follows from the other tasks. 'blocked' waits when it has something
 * to wait for, else a person must look at it.
 */
export type ImportedState = 'queued' | 'blocked' | Exclude<TaskState, 'waiting' | 'ready' | 'running'>;

/** A task as a file has it, checked and in our words. Ids are those of the file. */
export interface ImportedTask {
  id: string;
  /** 'task 3 ("Build")', for messages. */
  label: string;
  /** Where it came from first: the same in every file that has this task. */
  sourceId: string;
  draft: CheckedDraft;
  needs: {id: string; kind: DepKind}[];
  state: ImportedState;
  agent: string | null;
  why: string | null;
  result: string | null;
  attempt: number;
  failures: number;
  /** How long before the file was written it joined the queue, urgency included; undefined = it joins now. */
  rankBefore: number | undefined;
  createdAt: number | null;
  readyAt: number | null;
  startedAt: number | null;
  endedAt: number | null;
  runs: Omit<Run, 'task'>[];
}

/** One file that can be imported as it is. */
export interface ParsedFile {
  name: string;
  /** The first half of the source ids of its tasks. */
  origin: string;
  tasks: ImportedTask[];
  notes: string[];
}
