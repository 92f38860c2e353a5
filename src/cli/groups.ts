/** What the commands of a group have in common, for help, completion and docs. */
export const groups: Readonly<Record<string, string>> = {
  task: 'add, watch and change tasks',
  workspace: 'the git worktrees in which tasks are done',
  lock: 'see, take and clean file locks',
  audit: 'what happened, who did it, and whether the record is whole',
  backups: 'what was backed up, and what is in it',
  config: 'see and change orkestra.yaml',
  agent: 'who can work',
  approval: 'what agents ask leave for',
  'backup-key': 'the passwords that open the backup repository',
  notify: 'what needs you, and what was done',
};
