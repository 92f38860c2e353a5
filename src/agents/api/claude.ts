import type {ModelMessage} from 'ai';
import type {ApiVendor} from './vendor.js';

export const claudeApi: ApiVendor = {
  name: 'claude',
  company: 'Anthropic',
  baseUrl: 'https://api.anthropic.com/v1',
  root: '/v1',
  model: 'claude-sonnet-5-5',
  maxTokens: 32_000,
  async open({key, baseUrl, model, fetch}) {
    const {createAnthropic} = await import('@ai-sdk/anthropic');
    return createAnthropic({apiKey: key ?? '', baseURL: baseUrl, fetch})(model);
  },
  look: ({key, baseUrl, model}) => ({
    url: `${baseUrl}/models/${encodeURIComponent(model)}`,
    headers: {'x-api-key': key ?? '', 'anthropic-version': '2023-06-01'},
  }),
  cache: (message): ModelMessage => ({
    ...message,
    providerOptions: {anthropic: {cacheControl: {type: 'ephemeral'}}},
  }),
};
