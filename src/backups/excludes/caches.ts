/** A program marks a folder it can fill again with this file (https://bford.info/cachedir/). */
export const CACHE_TAG = 'CACHEDIR.TAG';

const SIGNATURE = Buffer.from('Signature: 8a477f597d28d172789f06886806bc55');
export const CACHE_TAG_BYTES = SIGNATURE.length;

/** Whether a file of that name begins as it has to: the name alone may be chance. */
export const isCacheTag = (head: Uint8Array): boolean =>
  SIGNATURE.equals(head.subarray(0, SIGNATURE.length)) && head.length >= SIGNATURE.length;
