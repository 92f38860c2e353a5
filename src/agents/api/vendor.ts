import type {LanguageModel, ModelMessage} from 'ai';

/** How a vendor is reached. */
export interface Way {
  key: string | undefined;
  baseUrl: string;
  model: string;
  fetch: typeof fetch;
}

/** What a look at a vendor asks; it must cost no tokens. */
export interface Look {
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Sent by POST when there is one. */
  body?: unknown;
  /** An answer with one of these is as good as a success: what was asked was refused, not who asked. */
  isFine?: readonly number[];
}

/** One vendor's API: data, and how its provider is opened. A new one is one small file and a line in the registry. */
export interface ApiVendor {
  /** The name of the agent. */
  readonly name: string;
  /** The name of the company, for sentences. */
  readonly company: string;
  /** Undefined for a server of one's own. */
  readonly baseUrl: string | undefined;
  /** What stands at the end of the address when somebody gives the host alone. */
  readonly root: string;
  /** Whoever gives an address with a path gives all of it. */
  readonly isRootSaid?: boolean;
  /** Used when nobody names one; it can be another tomorrow, so probing asks for it. */
  readonly model: string | undefined;
  /** The longest answer when nobody sets one, where the vendor wants to be told. */
  readonly maxTokens?: number;
  readonly isKeyOptional?: boolean;
  /** What to do about a key that is refused, beyond setting another. */
  readonly refused?: string;
  /** Loads the provider, which takes a while, and only then. */
  open(way: Way): Promise<LanguageModel>;
  look(way: Omit<Way, 'fetch'>): Look;
  /** Lets the vendor keep what was sent already, which costs a tenth. */
  cache?(message: ModelMessage): ModelMessage;
  /** What a call cost, where a piece of its answer says so. */
  costOf?(raw: unknown): number | undefined;
}

/** The address with its version: people give the host alone, or with a path of their own, as vendors' programs take it. */
export function addressOf(
  {baseUrl, root, isRootSaid = false}: Pick<ApiVendor, 'baseUrl' | 'root' | 'isRootSaid'>,
  given: string | undefined,
): string | undefined {
  if (given === undefined || /\/v\d\w*$/.test(given)) return given ?? baseUrl;
  return isRootSaid && new URL(given).pathname !== '/' ? given : given + root;
}

export const bearer = (key: string | undefined): Record<string, string> =>
  key === undefined ? {} : {authorization: `Bearer ${key}`};
