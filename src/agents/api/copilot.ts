import {type ApiVendor, bearer} from './vendor.js';

/** Copilot has no API of its own for this; GitHub Models serves the same models for the same token. */
export const copilotApi: ApiVendor = {
  name: 'copilot',
  company: 'GitHub Models',
  baseUrl: 'https://models.github.ai/inference',
  root: '/inference',
  isRootSaid: true,
  model: 'openai/gpt-4.1',
  refused: 'Give the token the permission models:read, or use one that has it.',
  async open({key, baseUrl, model, fetch}) {
    const {createOpenAICompatible} = await import('@ai-sdk/openai-compatible');
    const name = 'github';
    return createOpenAICompatible({name, apiKey: key ?? '', baseURL: baseUrl, fetch, includeUsage: true})(model);
  },
  // The list of models is public; what a token permits shows only here. Without a message nothing is answered.
  look: ({key, baseUrl, model}) => ({
    url: `${baseUrl}/chat/completions`,
    headers: bearer(key),
    body: {model, messages: []},
    isFine: [400, 422],
  }),
};
