import type {Db} from './db.js';

/** A backup, or a sample of it, that was restored and compared with what it should be. */
export interface Proof {
  id: number;
  backup: string;
  at: number;
  tookMs: number;
  files: number;
  bytes: number;
  outcome: 'proven' | 'failed';
  why: string | null;
}

export const insertProof = (db: Db, proof: Omit<Proof, 'id'>): void =>
  void db
    .prepare(
      `INSERT INTO proofs(backup, at, tookMs, files, bytes, outcome, why)
       VALUES (@backup, @at, @tookMs, @files, @bytes, @outcome, @why)`,
    )
    .run(proof);

export const readLastProof = (db: Db): Proof | undefined =>
  db.prepare<Proof>('SELECT * FROM proofs ORDER BY id DESC LIMIT 1').get();

/** Of one backup, the newest first. */
export const listProofs = (db: Db, backup: string, limit: number): Proof[] =>
  db
    .prepare<Proof>('SELECT * FROM proofs INDEXED BY proofsByBackup WHERE backup = ? ORDER BY id DESC LIMIT ?')
    .all(backup, limit);

export const readProvenAt = (db: Db): number | undefined =>
  db.value<number | null>(`SELECT max(at) FROM proofs INDEXED BY proofsProven WHERE outcome = 'proven'`) ?? undefined;

/** The same backup under another id. */
export const moveProofs = (db: Db, from: string, to: string): void =>
  void db.prepare('UPDATE proofs SET backup = ? WHERE backup = ?').run(to, from);
