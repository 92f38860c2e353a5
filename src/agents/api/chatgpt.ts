import {type ApiVendor, bearer} from './vendor.js';

/** Over Chat Completions, which gateways and proxies speak as well. */
export const chatgptApi: ApiVendor = {
  name: 'chatgpt',
  company: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  root: '/v1',
  isRootSaid: true,
  model: 'gpt-5.5',
  async open({key, baseUrl, model, fetch}) {
    const {createOpenAI} = await import('@ai-sdk/openai');
    return createOpenAI({apiKey: key ?? '', baseURL: baseUrl, fetch}).chat(model);
  },
  look: ({key, baseUrl, model}) => ({url: `${baseUrl}/models/${encodeURIComponent(model)}`, headers: bearer(key)}),
};
