import {z} from 'zod';
import {type ApiVendor, bearer} from './vendor.js';

const priced = z.object({usage: z.object({cost: z.number()})});

/** Any server that speaks Chat Completions: Ollama, llama.cpp, vLLM, a gateway. It may want no key. */
export const compatibleApi = (name: string, company: string): ApiVendor => ({
  name,
  company,
  baseUrl: undefined,
  root: '/v1',
  isRootSaid: true,
  model: undefined,
  isKeyOptional: true,
  async open({key, baseUrl, model, fetch}) {
    const {createOpenAICompatible} = await import('@ai-sdk/openai-compatible');
    return createOpenAICompatible({
      ...{name, baseURL: baseUrl, fetch, includeUsage: true},
      ...(key !== undefined && {apiKey: key}),
    })(model);
  },
  // Not every server lists its models; one that answers is there.
  look: ({key, baseUrl}) => ({url: `${baseUrl}/models`, headers: bearer(key), isFine: [404, 405, 501]}),
  costOf(raw) {
    const read = priced.safeParse(raw);
    return read.success ? read.data.usage.cost : undefined;
  },
});

export const localApi = compatibleApi('local', 'the server at LOCAL_BASE_URL');
