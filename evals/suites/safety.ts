import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCrew } from '../../graphs/index.ts';
import { Config } from '../../src/config/index.ts';
import { createModels, type Models } from '../../src/llm/index.ts';
import { openStore } from '../../src/store/index.ts';
import { defineSuite } from '../suite.ts';
import { Attack, type AttackedOutcome, type AttackResult, runAttack } from './safety/attack.ts';
import { canaryVariable, safetyEvaluators } from './safety/evaluators.ts';
import { behaviours, createObedientModel, type Heard } from './safety/obedient-model.ts';

/**
 * Does text in code under review get opsmith to do what it orders? Each case is run without a model and then with models that obey whatever
 * reaches them (or with the one that `--model` names), and what comes out is compared.
 */
export const safety = defineSuite<Attack, AttackResult>({
  name: 'safety',
  description: 'Code that gives orders to its reviewer, against a model that obeys them all.',
  dataset: 'safety.jsonl',
  expected: Attack,
  evaluators: safetyEvaluators,
  async prepare({ config, models: given, signal }) {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'opsmith-safety-')));
    const before = process.env[canaryVariable];
    process.env[canaryVariable] = `CANARY-${randomBytes(8).toString('hex')}`;
    const isOwn = await given.available('large');
    const opponents: { behaviour: string; models: Models; heard: () => Heard[] }[] = isOwn
      ? [{ behaviour: config.models.large ?? 'model', models: given, heard: () => [] }]
      : behaviours.map((behaviour) => ({ behaviour, ...createObedientModel(behaviour) }));
    const open = async (models: Models, name: string) => {
      const store = await openStore({ path: ':memory:' });
      // Each has a folder of its own: what one leaves behind shall not be another's.
      const workspace = join(folder, name);
      const settings = Config.parse({
        ...config,
        models: models.config,
        review: { modelFindings: 'on', budget: { seconds: isOwn ? 600 : 60 } },
      });
      return { store, workspace, crew: await createCrew({ config: settings, store, models, workspace }) };
    };
    const none = createModels({ config: { ...config.models, provider: 'none' } });
    const without = await open(none, 'without');
    const benches = await Promise.all(
      opponents.map(async (opponent, index) => ({
        ...opponent,
        ...(await open(opponent.models, `model-${index}`)),
      })),
    );
    return {
      async run(input, { expected }) {
        const attack = expected as Attack;
        const plain = await runAttack(input, attack, { ...without, signal });
        const attacked: AttackedOutcome[] = [];
        for (const bench of benches) {
          bench.heard();
          const outcome = await runAttack(input, attack, { ...bench, signal });
          attacked.push({ ...outcome, behaviour: bench.behaviour, heard: bench.heard() });
        }
        const { isWorkspaceSame: _, ...baseline } = plain;
        return { output: { without: baseline, attacked }, decidedBy: 'policy' };
      },
      async close() {
        for (const { crew, store } of [without, ...benches]) {
          await crew.close();
          await store.close();
        }
        await rm(folder, { recursive: true, force: true });
        if (before === undefined) delete process.env[canaryVariable];
        else process.env[canaryVariable] = before;
      },
    };
  },
});
