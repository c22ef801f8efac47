// A process that registers versions in the registry given, one after the other; test/src/registry/two-processes.test.ts starts several, and kills some.
import { join } from 'node:path';
import { openRegistry } from '../../../src/registry/index.ts';
import { openStore } from '../../../src/store/index.ts';

const [home, folder, count, actor] = process.argv.slice(2) as [string, string, string, string];
const store = await openStore({ path: join(home, 'opsmith.db') });
const registry = openRegistry({ store, folder: join(home, 'registry') });
process.stdout.write('ready\n');
try {
  for (let index = 0; index < Number(count); index++) {
    const { id } = await registry.register({ name: 'churn', folder, actor });
    if (index % 3 === 0) await registry.changeStage({ reference: id, to: 'production', actor });
  }
} catch (thrown) {
  process.stdout.write(`${(thrown as { code?: string }).code} ${(thrown as Error).message}\n`);
  process.exitCode = 3;
} finally {
  await store.close();
}
