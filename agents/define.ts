import type { z } from 'zod';
import type { Config } from '../src/config/index.ts';
import type { Models, RunLimits } from '../src/llm/index.ts';
import type { PlanStep, RunLog } from '../src/observe/index.ts';
import type { Store } from '../src/store/index.ts';
import type { ShownText } from './shown-text.ts';

/** What a thread's last turn did: what "it", "the second one" and "again" refer to. */
export interface PreviousTurn {
  steps: readonly PlanStep[];
  /** The merged `about` of the turn's results. */
  about?: Readonly<Record<string, unknown>>;
  /** The results' items, in the order in which they were shown. */
  items?: readonly ResultItem[];
  /** The results' `data`, one entry a step. */
  data?: readonly unknown[];
  /** The steps of the thread's last training task, however many turns ago. */
  task?: readonly PlanStep[];
  /** What the last answer asked whether it was meant ("did you mean a.py?"): a yes does it. */
  offer?: readonly PlanStep[];
}

/** Where names are looked up before there is a run. */
export type Whereabouts = Pick<ActionContext, 'workspace' | 'store' | 'config'>;

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
  /** The whole crew, for an action that speaks of what the agents can do. */
  agents: readonly AgentDefinition[];
  /** Shows the beginning of the answer while it is written; left out where this action's text will not be what the answer begins with. */
  shown?: ShownText;
  /** The thread's last turn, or null for a first turn and for an action that runs by itself. */
  previous?: PreviousTurn | null;
  /** The whole task that the step is a part of, named by its first step; left out for a step by itself. */
  task?: { id: string; steps: readonly PlanStep[] };
  /** `performance.now()` when the person began to wait; a time budget counts from then on. Left out where it begins with the step. */
  since?: number;
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
  /** Who worded the text, where a model may: `policy`, which it is when left out, or `provider:model`. */
  decidedBy?: string;
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
  | 'left-out-paths'
  | 'code'
  | 'old-code-path'
  | 'new-code-path'
  | 'old-code'
  | 'new-code'
  | 'changes-since'
  | 'staged'
  | 'finding-kinds'
  | 'compared-revision'
  | 'language'
  | 'table'
  | 'output-table'
  | 'reference-table'
  | 'current-table'
  | 'column'
  | 'columns'
  | 'metric'
  | 'seconds'
  | 'count'
  | 'model'
  | 'version'
  | 'stage'
  | 'alias'
  | 'if-better'
  | 'archive'
  | 'new-name'
  | 'folds'
  | 'left-out'
  | 'left-out-steps'
  | 'sole-columns'
  | 'families'
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
  /** Arguments that only a program gives, such as the command line in a run that can be taken up again: no plan has them, and models see none. */
  programInput?: z.ZodObject;
  /** Which slot finder fills which argument. */
  slots: Partial<Record<keyof z.infer<Input> & string, SlotKind>>;
  /** Phrases as people type them, for the matcher, for a model's prompt and for help. */
  examples: readonly string[];
  /**
   * Words and phrases that speak for this action, by weight 0.5..4; negative weights speak against it. Lower case, in any form of the word
   * ("train" stands for "training"). The words of a phrase may have a few others between them; a phrase in double quotes must stand as it is, with `^` for the
   * clause's beginning and `<table>`, `<path>`, `<code>` for what is named.
   */
  cues: Readonly<Record<string, number>>;
  effect: ActionEffect;
  /** Planned only where the person's own message asks for it, in words: no code, result or model may have the person say something. */
  onlyIfAsked?: boolean;
  /** Sets of arguments of which one at least must be given; each of them is optional in `input`. */
  oneOf?: readonly (readonly string[])[];
  /** The actions, in their order and with this one among them, that asking for this one plans: a whole task. */
  task?: readonly string[];
  /**
   * Required arguments that an earlier step of the same plan gives when the text does not, by that step's action (`{model: 'train_model'}`).
   * Such an argument is left out of the plan.
   */
  supplied?: Readonly<Record<string, string>>;
  /**
   * What a person is asked before an effect on the world, in a sentence with what it would do; a general one where this is left out. Only looks; what it throws is
   * why the action cannot be done, and nobody is asked.
   */
  question?: (input: z.infer<Input>, context: ActionContext) => Promise<string>;
  /** Refuses what the arguments alone show to be wrong: asked before there is a run where the action is wanted by itself. */
  refuse?: (input: z.infer<Input>, where: Whereabouts) => Promise<void>;
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
