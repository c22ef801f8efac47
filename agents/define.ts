import type { z } from 'zod';
import type { Config } from '../src/config/index.ts';
import type { Models, RunLimits } from '../src/llm/index.ts';
import type { RunLog } from '../src/observe/index.ts';
import type { Store } from '../src/store/index.ts';

/** What an action gets from the run that it is part of. */
export interface ActionContext {
  run: string;
  thread: string | null;
  /** The step's number in the run; with `run` it is the idempotency key of an effect. */
  step: string;
  /** Absolute path of the folder that paths are relative to and must stay inside. */
  workspace: string;
  signal: AbortSignal;
  log: RunLog;
  config: Config;
  store: Store;
  models: Models;
  limits: RunLimits;
}

/** Something in a result that a person may refer to afterwards: "the second one", "explain it". */
export interface ResultItem {
  id: string;
  title: string;
  /** Markdown, shown when the item is asked for. */
  detail: string;
}

export interface ActionResult {
  /** Markdown for people: figures come from `data`, which the engine computed. */
  text: string;
  /** The same for programs; must survive JSON. */
  data: unknown;
  items?: ResultItem[];
  /** What later turns may refer to ("its complexity"): the paths, data, model that this was about, as action arguments. */
  about?: Record<string, unknown>;
}

/**
 * How an action touches what is outside the run. `read`: nothing; `record`: writes to opsmith's own store, once per run and step;
 * `world`: changes what others rely on, and so needs a person's approval first.
 */
export type ActionEffect = 'read' | 'record' | 'world';

/** What kind of thing fills an argument; the planner's slot finders are named after these. */
export type SlotKind =
  | 'code-paths'
  | 'code'
  | 'language'
  | 'table'
  | 'reference-table'
  | 'current-table'
  | 'column'
  | 'columns'
  | 'metric'
  | 'seconds'
  | 'count'
  | 'model'
  | 'version'
  | 'recommendation'
  | 'verdict'
  | 'rest-of-text'
  | 'whole-text';

/** One thing an agent can do. A new action extends the planner by being declared: the planner reads only declarations. */
export interface ActionDefinition<Input extends z.ZodObject = z.ZodObject> {
  /** snake_case, unique in the repository: models see it. */
  name: string;
  /** One sentence: when to choose this action (and when another). Shown to models and in help. */
  when: string;
  input: Input;
  /** Which slot finder fills which argument. */
  slots: Partial<Record<keyof z.infer<Input> & string, SlotKind>>;
  /** Phrases as people type them, for the matcher, for a model's prompt and for help. */
  examples: readonly string[];
  /** Words and word pairs that speak for this action, by weight 1..3; stems, lower case. Negative weights speak against it. */
  cues: Readonly<Record<string, number>>;
  effect: ActionEffect;
  /** The engine's work. Absent: declared, but not built yet, and the answer says so. */
  execute?: (input: z.infer<Input>, context: ActionContext) => Promise<ActionResult>;
}

/** Who an agent is: mostly data. */
export interface AgentDefinition {
  /** kebab-case, as people address it: "@code-analyst". */
  name: string;
  /** One sentence: what it is for and when to choose it. */
  role: string;
  /** File in `prompts/` without its extension, used when a model is configured. */
  prompt: string;
  actions: readonly ActionDefinition[];
}

/** Declares an action; the input type of `execute` follows from the schema. */
export function defineAction<Input extends z.ZodObject>(action: ActionDefinition<Input>): ActionDefinition {
  return action as unknown as ActionDefinition;
}

/** Declares an agent. */
export function defineAgent(agent: AgentDefinition): AgentDefinition {
  return agent;
}
