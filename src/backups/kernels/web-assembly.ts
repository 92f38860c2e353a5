/** What the types of Node leave out: WebAssembly is part of every Node, its types come with those of browsers. */
interface WebAssemblyHere {
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (module: CompiledModule, imports: Imports) => {readonly exports: Record<string, unknown>};
  readonly Memory: new (size: {initial: number; maximum: number}) => WebMemory;
}

type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Compiled once, it may be started many times; nothing of it can be read. */
export type CompiledModule = object;

export interface WebMemory {
  readonly buffer: ArrayBuffer;
  /** Views made before this are empty afterwards. */
  grow(pages: number): number;
}

export const {WebAssembly} = globalThis as unknown as {readonly WebAssembly: WebAssemblyHere};
