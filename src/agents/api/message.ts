const DEEPEST = 4;

/** The sentence in a vendor's error, wherever it stands; a page of a proxy has none. */
export function messageIn(body: string): string | undefined {
  try {
    return findMessage(JSON.parse(body) as unknown);
  } catch {
    return undefined;
  }
}

export function findMessage(value: unknown, depth = DEEPEST): string | undefined {
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  const {error, message, code, details, detail} = Array.isArray(value)
    ? ({error: value[0]} as Record<string, unknown>)
    : (value as Record<string, unknown>);
  if (typeof message === 'string') return [message, ...[code, details].flatMap(extra)].join(' ');
  if (typeof error === 'string') return [error, ...[code].flatMap(extra)].join(' ');
  return findMessage(error, depth - 1) ?? (typeof detail === 'string' ? detail : undefined);
}

/** A code in words, and when to come back, stand beside the sentence. */
function extra(value: unknown): string[] {
  if (typeof value === 'string') return /^\d*$/.test(value) ? [] : [`[${value}]`];
  const delay = JSON.stringify(value ?? '').match(/"retryDelay":"[\d.]+s"/)?.[0];
  return delay === undefined ? [] : [delay];
}
