// The little of each peer that the benchmark uses. They are installed when it first runs, so their own types are absent.

declare module 'bullmq' {
  interface Connection {
    connection: {host: string; port: number; maxRetriesPerRequest: null};
  }
  export class Queue {
    constructor(name: string, options: Connection);
    waitUntilReady(): Promise<unknown>;
    add(name: string, data: unknown): Promise<unknown>;
    addBulk(jobs: {name: string; data: unknown}[]): Promise<unknown>;
    getJobCounts(...types: string[]): Promise<Record<string, number>>;
    close(): Promise<void>;
  }
  export class Worker {
    constructor(
      name: string,
      handler: (job: {data: unknown}) => Promise<void>,
      options: Connection & {concurrency: number; autorun: boolean},
    );
    on(event: 'error', listener: (error: Error) => void): this;
    waitUntilReady(): Promise<unknown>;
    run(): Promise<void>;
    close(force: boolean): Promise<void>;
  }
}

declare module 'ioredis' {
  export class Redis {
    constructor(url: string);
    flushall(): Promise<unknown>;
    disconnect(): void;
  }
}

declare module 'pg' {
  interface Client {
    connect(): Promise<unknown>;
    query(sql: string): Promise<{rows: Record<string, unknown>[]}>;
    end(): Promise<void>;
  }
  interface PooledClient {
    on(event: 'error', listener: () => void): this;
  }
  interface Pool {
    on(event: 'error', listener: () => void): this;
    on(event: 'connect', listener: (client: PooledClient) => void): this;
    query(sql: string): Promise<unknown>;
    end(): Promise<void>;
  }
  const pg: {Client: new (url: string) => Client; Pool: new (options: {connectionString: string; max: number}) => Pool};
  // biome-ignore lint/style/noDefaultExport: the shape of the package
  export default pg;
}

declare module 'graphile-worker' {
  export class Logger {
    constructor(factory: () => (level: string, message: string) => void);
  }
  interface Utils {
    migrate(): Promise<void>;
    addJob(name: string, payload: unknown): Promise<unknown>;
    addJobs(jobs: {identifier: string; payload: unknown}[]): Promise<unknown>;
    release(): Promise<void>;
  }
  export function makeWorkerUtils(options: {connectionString: string; logger: Logger}): Promise<Utils>;
  export function run(options: Record<string, unknown>): Promise<{stop(): Promise<void>}>;
}

declare module 'pg-boss' {
  export class PgBoss {
    constructor(options: Record<string, unknown>);
    on(event: 'error', listener: (error: Error) => void): this;
    start(): Promise<unknown>;
    stop(options: Record<string, boolean>): Promise<void>;
    createQueue(name: string, options: Record<string, unknown>): Promise<void>;
    send(name: string, data: unknown): Promise<unknown>;
    insert(name: string, jobs: {data: unknown}[]): Promise<unknown>;
    work(
      name: string,
      options: Record<string, unknown>,
      handler: (jobs: {data: unknown}[]) => Promise<void>,
    ): Promise<unknown>;
  }
}

declare module 'plainjob' {
  interface Queue {
    add(type: string, data: unknown): unknown;
    addMany(type: string, data: unknown[]): unknown;
    close(): void;
  }
  interface Logger {
    error(...words: unknown[]): void;
    warn(): void;
    info(): void;
    debug(): void;
  }
  export function better(connection: unknown): unknown;
  export function defineQueue(options: {connection: unknown; logger: Logger}): Queue;
  export function defineWorker(
    type: string,
    handler: (job: {data: string}) => Promise<void>,
    options: {queue: Queue; logger: Logger; pollIntervall: number},
  ): {start(): Promise<void>; stop(): Promise<void>};
}
