/** What a call throws, or its promise is rejected with. A call that succeeds is a failure here. */
export async function thrownBy(deed: Promise<unknown> | (() => unknown)): Promise<unknown> {
  let result: unknown;
  try {
    result = await (typeof deed === 'function' ? deed() : deed);
  } catch (error) {
    return error;
  }
  throw new Error(`It was to be refused, and answered ${JSON.stringify(result)}.`);
}
