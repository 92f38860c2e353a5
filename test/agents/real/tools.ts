/** What the model of the local vendor wants done next. */
export type Step =
  | {kind: 'read'; file: string}
  | {kind: 'edit'; file: string; from: string; to: string}
  | {kind: 'shell'; command: string};

export interface Call {
  name: string;
  args: Record<string, unknown>;
}

/** Each program brings its own tools. One step, in the words of whichever of them is offered. */
const ways: readonly {has: string; call: (step: Step) => Call | undefined}[] = [
  {
    // Claude Code
    has: 'Edit',
    call: (step) => {
      if (step.kind === 'read') return {name: 'Read', args: {file_path: step.file}};
      if (step.kind === 'shell') return {name: 'Bash', args: {command: step.command, description: 'a command'}};
      return {name: 'Edit', args: {file_path: step.file, old_string: step.from, new_string: step.to}};
    },
  },
  {
    // Gemini CLI
    has: 'replace',
    call: (step) => {
      if (step.kind === 'read') return {name: 'read_file', args: {file_path: step.file}};
      if (step.kind === 'shell') return {name: 'run_shell_command', args: {command: step.command}};
      const args = {file_path: step.file, old_string: step.from, new_string: step.to, instruction: 'add a line'};
      return {name: 'replace', args};
    },
  },
  {
    // Codex has a shell in a sandbox, and no other way to read.
    has: 'exec_command',
    call: (step) => {
      if (step.kind === 'shell') return {name: 'exec_command', args: {cmd: step.command}};
      const cmd = step.kind === 'read' ? `cat ${step.file}` : `printf '%s' '${step.to}' > ${step.file}`;
      return {name: 'exec_command', args: {cmd}};
    },
  },
  {
    // opencode: its edit has the same name as that of Copilot.
    has: 'todowrite',
    call: (step) => {
      if (step.kind === 'read') return {name: 'read', args: {filePath: step.file}};
      if (step.kind === 'shell') return {name: 'bash', args: {command: step.command, description: 'a command'}};
      return {name: 'edit', args: {filePath: step.file, oldString: step.from, newString: step.to}};
    },
  },
  {
    // Copilot
    has: 'view',
    call: (step) => {
      if (step.kind === 'read') return {name: 'view', args: {path: step.file}};
      if (step.kind === 'shell') return {name: 'bash', args: {command: step.command, description: 'a command'}};
      return {name: 'edit', args: {path: step.file, old_str: step.from, new_str: step.to}};
    },
  },
];

/** Undefined when there is no more to do, or the program has none of these tools: some requests ask for a title only. */
export function nextCall(steps: readonly Step[], done: number, tools: ReadonlySet<string>): Call | undefined {
  const step = steps[done];
  return step && ways.find(({has}) => tools.has(has))?.call(step);
}
