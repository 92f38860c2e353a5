import {createRequire} from 'node:module';

/** The low-level calls of zstd-napi, which write where they are told and keep what they need between calls. */
interface Binding {
  readonly CCtx: new () => {compress(to: Uint8Array, from: Uint8Array, level: number): number};
  readonly DCtx: new () => {decompress(to: Uint8Array, from: Uint8Array): number};
}

/** Undefined where it could not be built: it is compiled on install, for which not every machine has the tools. */
export function nativeZstd() {
  try {
    const {CCtx, DCtx} = createRequire(import.meta.url)('zstd-napi/binding') as Binding;
    const [compressing, decompressing] = [new CCtx(), new DCtx()];
    return {
      name: 'native' as const,
      compress: (to: Uint8Array, from: Uint8Array, level: number): number => compressing.compress(to, from, level),
      decompress: (to: Uint8Array, from: Uint8Array): number => decompressing.decompress(to, from),
    };
  } catch {
    return undefined;
  }
}
