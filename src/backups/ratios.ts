interface Sizes {
  bytes?: number | null | undefined;
  addedBytes?: number | null | undefined;
  storedBytes?: number | null | undefined;
}

/** How many times the data is larger than what was new of it: `12.4x`. Undefined where nothing can be said yet. */
export const showDedup = ({bytes, addedBytes}: Sizes): string | undefined =>
  // Of a few small files the folders are more than what is in them; then there is nothing to boast of.
  bytes && addedBytes && addedBytes >= bytes ? undefined : showRatio(bytes, addedBytes);

/** How many times smaller what was new became. */
export const showCompression = ({addedBytes, storedBytes}: Sizes): string | undefined =>
  addedBytes === 0 ? undefined : showRatio(addedBytes, storedBytes);

function showRatio(whole: number | null | undefined, part: number | null | undefined): string | undefined {
  if (!whole || part === null || part === undefined) return undefined;
  if (part === 0) return 'nothing new';
  const ratio = whole / part;
  return ratio >= 1000 ? '>999x' : `${ratio >= 99.95 ? Math.round(ratio) : ratio.toFixed(1)}x`;
}

/** How long the rest takes at this pace. */
export function timeLeftMs({
  bytes,
  bytesTotal,
  bytesPerSecond,
}: {
  bytes: number;
  bytesTotal?: number;
  bytesPerSecond?: number;
}): number | undefined {
  if (bytesTotal === undefined || !bytesPerSecond) return undefined;
  return (Math.max(0, bytesTotal - bytes) * 1000) / bytesPerSecond;
}
