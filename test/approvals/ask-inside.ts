import {ownerName, realProcesses} from '../../src/processes.js';
import {pathsOf} from '../../src/world.js';
import {insertApproval} from '../../state/approvals.js';
import {startTasks} from '../../state/attempts.js';
import {insertNotice} from '../../state/notifications.js';
import {openDb} from '../../state/open.js';
import {write} from '../../state/write.js';

/** Makes a ready task of a project one that copilot works on and asks something for; this process is its owner. */
export function askInside(root: string, task: number, subject: string): void {
  const db = openDb(pathsOf(root).db, {durability: 'fast'});
  const {host, self} = realProcesses();
  const at = Date.now();
  write(db, () => {
    const leaseUntil = Number(process.hrtime.bigint() / 1_000_000n) + 600_000;
    startTasks(db, [task], {owner: ownerName(host, self), leaseUntil, agent: 'copilot', at});
    const notice = insertNotice(db, {
      ...{at, recipient: 'user', kind: 'needs-you', priority: 'urgent', about: 'approval', task, count: 1},
      ...{title: `copilot asks to run ${subject}`, message: ''},
    });
    insertApproval(db, {
      ...{task, attempt: 1, agent: 'copilot', tool: 'execute', subject, detail: 'to the registry', root, notice},
      ...{askedAt: at, until: at + 600_000},
    });
  });
  db.close();
}
