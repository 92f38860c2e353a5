import type {Db} from './db.js';

/** A part of an operation, from its start to its end. */
export interface OperationStep {
  operation: number;
  place: number;
  name: string;
  startedAt: number;
  endedAt: number | null;
  outcome: 'done' | 'failed' | null;
  /** How often it was begun; more than once where it failed for a while. */
  tries: number;
  why: string | null;
}

/** Its place among the steps of the operation. */
export function startStep(db: Db, step: Pick<OperationStep, 'operation' | 'name' | 'startedAt'>): number {
  const place = (db.value('SELECT max(place) FROM operationSteps WHERE operation = ?', step.operation) ?? 0) + 1;
  db.prepare('INSERT INTO operationSteps(operation, place, name, startedAt) VALUES (?, ?, ?, ?)').run(
    step.operation,
    place,
    step.name,
    step.startedAt,
  );
  return place;
}

export const endStep = (
  db: Db,
  step: Pick<OperationStep, 'operation' | 'place' | 'endedAt' | 'outcome' | 'tries' | 'why'>,
): void =>
  void db
    .prepare(
      `UPDATE operationSteps SET endedAt = @endedAt, outcome = @outcome, tries = @tries, why = @why
       WHERE operation = @operation AND place = @place`,
    )
    .run(step);

export const listSteps = (db: Db, operation: number): OperationStep[] =>
  db.prepare<OperationStep>('SELECT * FROM operationSteps WHERE operation = ? ORDER BY place').all(operation);
