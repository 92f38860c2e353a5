/** Which variables carry a secret, and whose it is. Each agent is given its own and nobody else's. */
const secrets: Readonly<Record<string, readonly string[]>> = {
  claude: ['CLAUDE_API_KEY', 'ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
  chatgpt: ['CHATGPT_API_KEY', 'OPENAI_API_KEY', 'CODEX_API_KEY'],
  gemini: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  copilot: ['COPILOT_API_KEY', 'GITHUB_TOKEN', 'GH_TOKEN', 'COPILOT_GITHUB_TOKEN'],
  grok: ['GROK_API_KEY', 'XAI_API_KEY', 'GROK_CODE_XAI_API_KEY'],
  local: ['LOCAL_API_KEY'],
  // It has no vendor of its own: its configuration says whose models it asks.
  opencode: [
    ...['OPENCODE_API_KEY', 'OPENROUTER_API_KEY', 'ANTHROPIC_API_KEY', 'OPENAI_API_KEY'],
    ...['GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY', 'XAI_API_KEY'],
  ],
};

export const secretNames: readonly string[] = [...new Set(Object.values(secrets).flat())];

/** Whoever has these can read and remove every backup, so an agent gets them only when agents.yaml says so. */
const backupSecrets = [
  ...['RESTIC_PASSWORD', 'RESTIC_PASSWORD_FILE', 'RESTIC_PASSWORD_COMMAND', 'ORKESTRA_BACKUP_PASSWORD'],
  ...['RESTIC_REST_PASSWORD', 'RESTIC_REPOSITORY', 'ORKESTRA_BACKUP_REPOSITORY'],
];
const withheld: ReadonlySet<string> = new Set([...secretNames, ...backupSecrets]);

/** The environment for an agent's process; `more` are those that agents.yaml gives it beside its own. */
export function envFor(agent: string, env: NodeJS.ProcessEnv, more: readonly string[] = []): NodeJS.ProcessEnv {
  const own = [...(secrets[agent] ?? []), ...more];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !withheld.has(name) || own.includes(name)));
}
