import {z} from 'zod';
import {type ApiVendor, bearer} from './vendor.js';

const priced = z.object({usage: z.object({cost_in_usd_ticks: z.number()})});
const TICKS_PER_USD = 10_000_000_000;

export const grokApi: ApiVendor = {
  name: 'grok',
  company: 'xAI',
  baseUrl: 'https://api.x.ai/v1',
  root: '/v1',
  isRootSaid: true,
  model: 'grok-4.3',
  async open({key, baseUrl, model, fetch}) {
    const {createXai} = await import('@ai-sdk/xai');
    return createXai({apiKey: key ?? '', baseURL: baseUrl, fetch}).chat(model);
  },
  look: ({key, baseUrl, model}) => ({url: `${baseUrl}/models/${encodeURIComponent(model)}`, headers: bearer(key)}),
  costOf(raw) {
    const read = priced.safeParse(raw);
    return read.success ? read.data.usage.cost_in_usd_ticks / TICKS_PER_USD : undefined;
  },
};
