/** What an agent is good at, and the words that ask for it. Whole words: "test" is not in "latest". */
export type Specialties = Readonly<Record<string, readonly string[]>>;

const shared = {
  architecture: ['architecture', 'architect', 'design', 'structure', 'schema'],
  coding: ['code', 'coding', 'function', 'implement', 'refactor', 'bug', 'fix', 'api'],
} as const;

/** As the old Orkestra had them, with words of their own where it had none; orkestra.yaml may say otherwise. */
export const defaultSpecialties: Readonly<Record<string, Specialties>> = {
  claude: {
    documentation: ['documentation', 'document', 'docs', 'readme', 'guide'],
    code_review: ['review', 'audit'],
    architecture: shared.architecture,
    testing: ['test', 'tests', 'testing', 'coverage'],
    debugging: ['debug', 'debugging', 'crash', 'flaky'],
  },
  chatgpt: {
    copywriting: ['copy', 'copywriting', 'write', 'text', 'newsletter'],
    marketing: ['marketing', 'landing', 'campaign', 'launch'],
    creative_content: ['content', 'story', 'blog'],
    content_review: ['proofread', 'wording'],
    tone_validation: ['tone', 'voice', 'style'],
  },
  gemini: {
    firebase: ['firebase', 'firestore'],
    google_cloud: ['cloud', 'gcp', 'bigquery'],
    database_design: ['database', 'schema', 'migration', 'sql', 'index'],
    scaling: ['scale', 'scaling', 'load', 'throughput'],
    cost_optimization: ['cost', 'costs', 'billing'],
  },
  copilot: {
    coding: shared.coding,
    refactoring: ['refactor', 'refactoring', 'rename', 'parser'],
    api_design: ['api', 'endpoint', 'rest'],
    system_maintenance: ['setup', 'config', 'system', 'environment', 'upgrade'],
    deployment: ['deploy', 'deployment', 'release', 'pipeline', 'ci'],
  },
  grok: {
    research: ['research', 'compare', 'survey'],
    analysis: ['analysis', 'analyse', 'analyze', 'measure'],
    problem_solving: ['problem', 'solve', 'stuck'],
    innovation: ['innovation', 'idea', 'ideas', 'prototype'],
    creative_solutions: ['brainstorm', 'alternative'],
  },
};

/** What a task asks for by name, as specialties are written. */
export const specialtyNames = (skills: readonly string[]): string[] =>
  skills.map((skill) =>
    skill
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );

export function matchSpecialties(text: string, specialties: Specialties): string[] {
  const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []);
  return Object.entries(specialties)
    .filter(([name, keywords]) => keywords.some((word) => words.has(word)) || words.has(name))
    .map(([name]) => name);
}
