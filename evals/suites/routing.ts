import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createCrew } from '../../graphs/index.ts';
import type { PlanStep } from '../../src/observe/index.ts';
import { openStore } from '../../src/store/index.ts';
import { defineSuite } from '../suite.ts';
import { argumentsMatch, routeMatches } from './compare-plan.ts';

/** What a plan should be; what is left out is not judged. */
export const ExpectedPlan = z.strictObject({
  /** The agent of every step, in order. Left out: the plan has one step. */
  agents: z.array(z.string()).min(1).optional(),
  agent: z.string().optional(),
  action: z.string().optional(),
  arguments: z.record(z.string(), z.unknown()).optional(),
});
export type ExpectedPlan = z.infer<typeof ExpectedPlan>;

/** Does the supervisor send a request to the right agents and actions, with the arguments that were stated? */
export const routing = defineSuite<ExpectedPlan, PlanStep[]>({
  name: 'routing',
  description: 'From what a person types to the supervisor’s plan: agents, actions, arguments.',
  dataset: ['routing.jsonl', 'routing-apart.jsonl', 'routing-talk.jsonl'],
  expected: ExpectedPlan,
  evaluators: [
    {
      name: 'agent-action',
      description: 'The plan has the agents and the action that were expected.',
      evaluate: ({ expected, output }) => routeMatches(expected, output),
    },
    {
      name: 'with-arguments',
      description: 'The same, and the action has exactly the arguments that were stated.',
      evaluate: ({ expected, output }) => argumentsMatch(expected, output),
    },
  ],
  async prepare({ config, models, signal }) {
    // An empty folder: which files happen to lie about must not change what a request means.
    const workspace = await mkdtemp(join(tmpdir(), 'opsmith-routing-'));
    const store = await openStore({ path: ':memory:' });
    const crew = await createCrew({ config, store, models, workspace });
    return {
      async run(text) {
        const { steps, decidedBy } = await crew.plan({ text, signal });
        return { output: steps, decidedBy };
      },
      async close() {
        await crew.close();
        await store.close();
        await rm(workspace, { recursive: true, force: true });
      },
    };
  },
});
