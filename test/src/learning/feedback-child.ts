/** Gives verdicts on as many recommendations as one developer. Usage: DATABASE DEVELOPER COUNT */
import { openLearning } from '../../../src/learning/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { someFacts } from './some-facts.ts';

const [path, developer, count] = process.argv.slice(2);
const store = await openStore({ path: path! });
const learning = openLearning(store);
for (let number = 0; number < Number(count); number++)
  await learning.give(
    { recommendationId: `rec_${number}`, type: 'accept', developerId: developer! },
    someFacts(number),
    { developer: developer!, team: 'all', origin: 'told' },
  );
await store.close();
