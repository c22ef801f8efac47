import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import {
  type ActionDefinition,
  type AgentDefinition,
  defineAction,
  defineAgent,
} from '../../agents/index.ts';
import { type Crew, createCrew } from '../../graphs/index.ts';
import type { PolicyPlanner } from '../../graphs/supervisor/planning.ts';
import { Config } from '../../src/config/index.ts';
import { createModels, type Models } from '../../src/llm/index.ts';
import type { PlanStep, RunEvent } from '../../src/observe/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';

export interface CrewUnderTest {
  crew: Crew;
  store: Store;
  folder: string;
  config: Config;
  /** A second crew on the same files, as another process would have it. */
  again(): Promise<CrewUnderTest>;
}

export interface CrewParts {
  agents: readonly AgentDefinition[];
  /** Plans by the text of a turn; a text that is not there fails the test. */
  plans?: Record<string, readonly PlanStep[]>;
  planner?: PolicyPlanner;
  models?: Models;
  settings?: Record<string, unknown>;
  folder?: string;
}

/** A crew of the given agents on a store of its own, closed and removed when the test is over. */
export async function crewUnderTest(parts: CrewParts): Promise<CrewUnderTest> {
  const folder = parts.folder ?? mkdtempSync(join(tmpdir(), 'opsmith-crew-'));
  const config = Config.parse({ models: { provider: 'none' }, ...parts.settings });
  const store = await openStore({ path: join(folder, 'opsmith.db') });
  const models = parts.models ?? createModels({ config: config.models, env: {} });
  const planner = parts.planner ?? ((request) => planned(parts.plans ?? {}, request.text));
  const crew = await createCrew({ config, store, models, workspace: folder, agents: parts.agents, planner });
  onTestFinished(async () => {
    await crew.close();
    await store.close();
    if (parts.folder === undefined) rmSync(folder, { recursive: true, force: true });
  });
  return { crew, store, folder, config, again: () => crewUnderTest({ ...parts, folder }) };
}

function planned(plans: Record<string, readonly PlanStep[]>, text: string) {
  const steps = plans[text];
  if (steps === undefined) throw new Error(`The test has no plan for ${JSON.stringify(text)}.`);
  return { steps: [...steps], reason: 'The test says so.' };
}

/** A step of the test agent. */
export function stepOf(action: string, args: Record<string, unknown> = {}, agent = 'tester'): PlanStep {
  return { agent, action, arguments: args };
}

/** An action for a test: it takes anything that its `execute` looks at. */
export function testAction(
  name: string,
  execute: ActionDefinition['execute'],
  rest: Partial<ActionDefinition> = {},
): ActionDefinition {
  return defineAction({
    name,
    when: `In tests, for ${name}.`,
    input: z.looseObject({}),
    slots: {},
    examples: [name],
    cues: {},
    effect: 'read',
    ...rest,
    ...(execute === undefined ? {} : { execute }),
  } as ActionDefinition);
}

/** An agent for a test. */
export function testAgent(actions: readonly ActionDefinition[], name = 'tester'): AgentDefinition {
  return defineAgent({ name, role: 'Tests.', prompt: 'supervisor', actions });
}

/** Collects the events that a run sends its listeners. */
export function collect(): {
  events: RunEvent[];
  listeners: ((event: RunEvent) => void)[];
  types(): string[];
} {
  const events: RunEvent[] = [];
  return {
    events,
    listeners: [(event) => void events.push(event)],
    types: () => events.map(({ type }) => type),
  };
}
