export interface ColumnSize {
  /** Fixed columns. A column without a width grows. */
  width?: number;
  /** Its share of what the others leave; 1 when neither width nor grow is given. */
  grow?: number;
  /** A growing column is dropped rather than made narrower than this. */
  min?: number;
  /** The lowest goes first when there is no room, the last of equals before the others; 0 when not given. */
  priority?: number;
}

export interface PlacedColumn {
  index: number;
  width: number;
}

const leastGrowing = 4;

/** Which columns fit side by side into `available` screen columns, and how wide each one is. */
export function placeColumns(sizes: readonly ColumnSize[], available: number, gap = 1): readonly PlacedColumn[] {
  const kept = sizes.map((size, index) => ({index, size}));
  while (kept.length > 1 && neededWidth(kept, gap) > available) kept.splice(leastImportant(kept), 1);
  if (kept.length === 0 || !(available > 0)) return [];
  // The last one left is squeezed: part of it says more than an empty line.
  const spare = Math.max(0, available - neededWidth(kept, gap));
  const shares = share(
    spare,
    kept.map(({size}) => growOf(size)),
  );
  return kept.map(({index, size}, at) => ({index, width: Math.min(available, leastWidth(size) + (shares[at] ?? 0))}));
}

interface Kept {
  index: number;
  size: ColumnSize;
}

function growOf({width, grow}: ColumnSize): number {
  return grow ?? (width === undefined ? 1 : 0);
}

function leastWidth({width, min}: ColumnSize): number {
  return width ?? min ?? leastGrowing;
}

function neededWidth(kept: readonly Kept[], gap: number): number {
  return kept.reduce((sum, {size}) => sum + leastWidth(size), gap * (kept.length - 1));
}

function leastImportant(kept: readonly Kept[]): number {
  let lowest = kept.length - 1;
  for (let at = lowest - 1; at >= 0; at--) {
    if (priorityOf(kept[at]) < priorityOf(kept[lowest])) lowest = at;
  }
  return lowest;
}

function priorityOf(column: Kept | undefined): number {
  return column?.size.priority ?? 0;
}

/** Whole columns that add up to `spare`: each share ends where the running total, rounded, says. */
function share(spare: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return weights.map(() => 0);
  let weighed = 0;
  let given = 0;
  return weights.map((weight) => {
    weighed += weight;
    const upTo = Math.round((spare * weighed) / total);
    const mine = upTo - given;
    given = upTo;
    return mine;
  });
}
