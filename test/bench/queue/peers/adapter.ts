/** What travels through a queue: a number to find lost and repeated ones by, and the moment it was sent. */
export interface Job {
  n: number;
  at: number;
  pad: string;
}

export interface Producer {
  addOne(job: Job): Promise<void>;
  addMany(jobs: readonly Job[]): Promise<void>;
  close(): Promise<void>;
}

export interface WorkerRequest {
  onJob(job: Job): void;
  /** How many jobs a process works on at once; a queue that takes batches has its own best size. */
  concurrency: number;
  /** Of several processes on one queue, the one that does what is done once for all. */
  isFirst: boolean;
  /** Jobs come one at a time, and what counts is how soon each is begun. */
  isPickup: boolean;
}

export interface Worker {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ours alone: the longest time that calls into the database held the thread. */
  longestCallMs?(): number;
}

export interface Counter {
  /** Jobs that are not done. */
  remaining(): Promise<number>;
  close(): Promise<void>;
}

/** One queue, as the benchmark sees it. `target` is a folder or the address of a server. */
export interface Adapter {
  reset(target: string): Promise<void>;
  openProducer(target: string): Promise<Producer>;
  openWorker(target: string, request: WorkerRequest): Promise<Worker>;
  openCounter(target: string): Promise<Counter>;
}
