import type {ApiVendor} from './vendor.js';

export const geminiApi: ApiVendor = {
  name: 'gemini',
  company: 'Google',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  root: '/v1beta',
  model: 'gemini-pro-latest',
  async open({key, baseUrl, model, fetch}) {
    const {createGoogleGenerativeAI} = await import('@ai-sdk/google');
    return createGoogleGenerativeAI({apiKey: key ?? '', baseURL: baseUrl, fetch})(model);
  },
  // In a header: an address is written into logs on the way.
  look: ({key, baseUrl, model}) => ({
    url: `${baseUrl}/models/${encodeURIComponent(model)}`,
    headers: {'x-goog-api-key': key ?? ''},
  }),
};
