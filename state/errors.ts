/** What went wrong, in one word a script can branch on. */
export type ErrorCode = 'invalid' | 'not-found' | 'conflict' | 'busy' | 'refused' | 'unavailable' | 'corrupt';

/**
 * Everything the product refuses or cannot do. The message says what happened to which thing, the hint what to do
 * next. Any other thrown value is a bug: its stack goes to the log and the user sees one calm sentence.
 */
export class OrkestraError extends Error {
  override readonly name = 'OrkestraError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: {hint?: string; cause?: unknown} = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause});
    this.code = code;
    this.hint = options.hint;
  }
}

/** 1 = it ran and the answer is bad; 2 = wrong usage or configuration. */
const answers: Record<ErrorCode, {exitCode: 1 | 2; httpStatus: number}> = {
  invalid: {exitCode: 2, httpStatus: 400},
  'not-found': {exitCode: 1, httpStatus: 404},
  conflict: {exitCode: 1, httpStatus: 409},
  busy: {exitCode: 1, httpStatus: 423},
  refused: {exitCode: 1, httpStatus: 403},
  unavailable: {exitCode: 1, httpStatus: 503},
  corrupt: {exitCode: 1, httpStatus: 500},
};

export const exitCodeOf = (code: ErrorCode): 1 | 2 => answers[code].exitCode;
export const httpStatusOf = (code: ErrorCode): number => answers[code].httpStatus;

/** The errno word of a Node error ('ENOENT'), or undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
