import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planByPolicy } from '../../../agents/planner/index.ts';
import { crewAgents } from '../../../graphs/crew-agents.ts';
import { crewUnderTest } from '../crew-under-test.ts';

function git(folder: string, ...args: string[]) {
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd: folder });
}

it('of what somebody changed is asked for in words', async () => {
  const { crew, folder: workspace } = await crewUnderTest({ agents: crewAgents, planner: planByPolicy });
  git(workspace, 'init', '-q');
  writeFileSync(join(workspace, 'a.py'), 'import os\n\n\ndef old(x):\n    os.system("ls " + x)\n');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-qm', 'first');
  const none = await crew.turn({ text: 'review my changes' });
  expect(none.answer).toContain('Nothing has changed since HEAD');
  writeFileSync(
    join(workspace, 'a.py'),
    'import os\n\n\ndef old(x):\n    os.system("ls " + x)\n\n\ndef new(y):\n    os.system("cat " + y)\n',
  );
  const changed = await crew.turn({ text: 'any bugs in what I changed since HEAD?' });
  expect(changed.answer).toContain('line 9');
  expect(changed.answer).not.toContain('line 5)');
  const staged = await crew.turn({ text: 'review what is staged' });
  expect(staged.answer).toContain('Nothing is staged');
  const lost = await crew.turn({ text: 'review my changes since nowhere' });
  expect(lost.answer).toContain('"nowhere"');
});
