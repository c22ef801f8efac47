import { join } from 'node:path';
import { sql } from 'kysely';
import { z } from 'zod';
import {
  type ActionDefinition,
  type AgentDefinition,
  defineAction,
  defineAgent,
} from '../../agents/index.ts';
import { createCrew } from '../../graphs/index.ts';
import { Config } from '../../src/config/index.ts';
import { createModels } from '../../src/llm/index.ts';
import { openStore } from '../../src/store/index.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Two effects of a step, each noted in a table that would show it if it happened twice, with pauses in which the process may die. */
const write: ActionDefinition = defineAction({
  name: 'write',
  when: 'In tests.',
  input: z.object({ name: z.string(), pauses: z.array(z.number()), model: z.string().optional() }),
  slots: { model: 'model' },
  examples: [],
  cues: {},
  effect: 'record',
  async execute({ name, pauses, model }, { run, step, store }) {
    const numbers: number[] = [];
    for (const [index, effect] of ['first', 'second'].entries()) {
      await pause(pauses[index * 2]!);
      const number = await store.effects.once({ run, step, name: effect }, async (transaction) => {
        await sql`insert into happened (run, step, name) values (${run}, ${step}, ${effect})`.execute(
          transaction,
        );
        const { rows } = await sql<{ n: number }>`select count(*) as n from happened`.execute(transaction);
        return Number(rows[0]!.n);
      });
      numbers.push(number);
      await pause(pauses[index * 2 + 1]!);
    }
    return {
      text: `Wrote ${name}${model ? ` for ${model}` : ''}.`,
      data: { numbers },
      about: { model: 'm1' },
    };
  },
});

/** `read` has no effect; `chain` waits for the step before it. */
const read: ActionDefinition = {
  ...write,
  name: 'read',
  effect: 'read',
  execute: async (input) => {
    await pause(Number((input.pauses as number[])[0]));
    return { text: `Read ${input.name}.`, data: null };
  },
};
const chain: ActionDefinition = { ...write, name: 'chain', supplied: { model: 'write' } };

const agents: readonly AgentDefinition[] = [
  defineAgent({ name: 'writer', role: 'Writes.', prompt: 'supervisor', actions: [write, read] }),
  defineAgent({ name: 'chainer', role: 'Comes after.', prompt: 'supervisor', actions: [chain] }),
];

/** What every run of these tests answers in the end, whatever happened on the way. */
export const finalAnswer =
  '### 1. Write: a, m0\n\nWrote a for m0.\n\n### 2. Read: b, m2\n\nRead b.\n\n### 3. Write: c, m3\n\nWrote c for m3.\n\n### 4. Chain: d\n\nWrote d for m1.';

/** Opens a crew on the folder's store. The text of a turn is the seed of its pauses: 16 numbers of milliseconds, joined by commas. */
export async function openKillCrew(folder: string) {
  const config = Config.parse({ models: { provider: 'none' } });
  const store = await openStore({ path: join(folder, 'opsmith.db') });
  await sql`create table if not exists happened (run text, step text, name text)`.execute(store.database);
  const crew = await createCrew({
    config,
    store,
    models: createModels({ config: config.models, env: {} }),
    workspace: folder,
    agents,
    planner({ text }) {
      const all = text.split(',').map(Number);
      const step = (agent: string, action: string, index: number, more: Record<string, unknown>) => ({
        agent,
        action,
        arguments: { ...more, pauses: all.slice(index * 4, index * 4 + 4) },
      });
      return {
        steps: [
          step('writer', 'write', 0, { name: 'a', model: 'm0' }),
          step('writer', 'read', 1, { name: 'b', model: 'm2' }),
          step('writer', 'write', 2, { name: 'c', model: 'm3' }),
          step('chainer', 'chain', 3, { name: 'd' }),
        ],
        reason: 'The test says so.',
      };
    },
  });
  return { crew, store };
}
