import {type InitResult, initProject} from '../init.js';

/** Makes a folder a project, as `orkestra init` does. */
export class SystemStartup {
  readonly root: string;

  constructor(root: string = process.cwd()) {
    this.root = root;
  }

  /** Makes what is missing, leaves what is there, and tells what this machine lacks. */
  initialize(): Promise<InitResult> {
    return initProject({root: this.root});
  }
}
