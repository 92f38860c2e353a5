import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {claude} from '../../../src/agents/cli/claude.js';
import {codex} from '../../../src/agents/cli/codex.js';
import {copilot} from '../../../src/agents/cli/copilot.js';
import type {CliDriver} from '../../../src/agents/cli/driver.js';
import {gemini} from '../../../src/agents/cli/gemini.js';
import {opencode} from '../../../src/agents/cli/opencode.js';

/** A vendor's program, and how it is told to ask a server on this machine. */
export interface Program {
  driver: CliDriver;
  package: string;
  model?: string;
  /** The variable its key is in; the value never leaves this machine. */
  key: string;
  env(url: string): Record<string, string>;
  /** Written into its home first. */
  settings?(url: string): {file: string; text: string};
  /** It runs commands, but where they can write nothing outside. */
  hasSandbox?: boolean;
  /** When refused it tries again without a word of when. */
  hidesUntil?: boolean;
}

const all: readonly Program[] = [
  {
    driver: gemini,
    package: '@google/gemini-cli',
    model: 'gemini-2.5-pro',
    key: 'GEMINI_API_KEY',
    env: (url) => ({GOOGLE_GEMINI_BASE_URL: url}),
    settings: () => ({
      file: '.gemini/settings.json',
      // With another server it would take the way of a gateway, which it does not know without a screen.
      text: JSON.stringify({security: {auth: {selectedType: 'gemini-api-key'}}}),
    }),
  },
  {
    driver: codex,
    package: '@openai/codex',
    model: 'gpt-5-codex',
    key: 'CODEX_API_KEY',
    env: () => ({}),
    settings: (url) => ({
      file: '.codex/config.toml',
      text: [
        'model_provider = "local"',
        '[model_providers.local]',
        'name = "local"',
        `base_url = "${url}/v1"`,
        'env_key = "CODEX_API_KEY"',
        'wire_api = "responses"',
        '',
      ].join('\n'),
    }),
    hasSandbox: true,
    hidesUntil: true,
  },
  {
    driver: claude,
    package: '@anthropic-ai/claude-code',
    key: 'ANTHROPIC_API_KEY',
    env: (url) => ({ANTHROPIC_BASE_URL: url, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1'}),
  },
  {
    driver: copilot,
    package: '@github/copilot',
    key: 'COPILOT_PROVIDER_API_KEY',
    env: (url) => ({COPILOT_OFFLINE: 'true', COPILOT_PROVIDER_BASE_URL: `${url}/v1`, COPILOT_MODEL: 'gpt-4.1'}),
  },
  {
    driver: opencode,
    package: 'opencode-ai',
    model: 'local/m1',
    key: 'OPENAI_API_KEY',
    env: () => ({OPENCODE_DISABLE_MODELS_FETCH: '1'}),
    settings: (url) => ({
      file: '.config/opencode/opencode.json',
      text: JSON.stringify({
        small_model: 'local/m1',
        provider: {
          local: {
            npm: '@ai-sdk/openai-compatible',
            options: {baseURL: `${url}/v1`, apiKey: '{env:OPENAI_API_KEY}'},
            models: {m1: {limit: {context: 100_000, output: 8000}, cost: {input: 1, output: 2}}},
          },
        },
      }),
    }),
  },
];

/** Gemini and Codex, or those REAL_CLIS names, or `all`. */
const wanted = process.env.REAL_CLIS ?? 'gemini,codex';
export const programs = all.filter(({driver}) => wanted === 'all' || wanted.split(',').includes(driver.program));

/** An environment in which it finds itself, a home of its own, and the server on this machine. */
export function envOf(program: Program, bin: string, home: string, url: string, key: string): NodeJS.ProcessEnv {
  const settings = program.settings?.(url);
  if (settings) {
    mkdirSync(dirname(join(home, settings.file)), {recursive: true});
    writeFileSync(join(home, settings.file), settings.text);
  }
  const PATH = `${bin}:${dirname(process.execPath)}:/usr/bin:/bin`;
  return {PATH, HOME: home, TERM: 'dumb', [program.key]: key, ...program.env(url)};
}
