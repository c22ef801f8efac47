import type { ColumnKind } from '../../data/index.ts';
import { closestName, InputError } from '../../errors/index.ts';
import type { Target } from '../../train/index.ts';
import { applyOperation } from '../operations/apply-operation.ts';
import type { Operation, PipelineNode, Value } from '../operations/operation.ts';
import type { Lineage, PipelineInput } from '../pipeline.ts';

/** A column by its name while a pipeline is fitted. */
export interface FittedColumn {
  name: string;
  /** Number of the value. */
  at: number;
  /** Its values in the training rows. */
  value: Value;
  kind: ColumnKind;
  isFeature: boolean;
  categories: number;
  lineage: Lineage;
}

/** A column that a step makes. */
export interface MadeColumn {
  name: string;
  categories?: number;
  kind?: ColumnKind;
  /** What training rows get when that isn't what the operation gives them. */
  training?: Float64Array;
  /** Beyond the columns that the operation reads. */
  sources?: readonly string[];
}

/** A pipeline in the making: steps read its columns and add operations, whose results on the training rows later steps see. */
export class Fitting {
  readonly rows: number;
  readonly target: Target | null;
  readonly seed: number;
  readonly nodes: PipelineNode[] = [];
  readonly columns = new Map<string, FittedColumn>();
  #values = 0;
  #step: { step: string; parameters: Readonly<Record<string, unknown>> } = { step: '', parameters: {} };

  constructor({ rows, target, seed }: { rows: number; target: Target | null; seed: number }) {
    this.rows = rows;
    this.target = target;
    this.seed = seed;
  }

  addInput(input: PipelineInput, value: Value): void {
    this.columns.set(input.name, {
      name: input.name,
      at: this.#values,
      value,
      kind: input.kind,
      // Texts must be encoded first, and a time as such says how old a table is.
      isFeature: input.type === 'numbers' && input.kind !== 'datetime',
      categories: 0,
      lineage: { sources: [input.name], steps: [] },
    });
    this.#values += 1;
  }

  /** Steps that follow are recorded under that name. */
  begin(step: string, parameters: Readonly<Record<string, unknown>>): void {
    this.#step = { step, parameters };
  }

  /** @throws InputError `unknown-column` */
  column(name: string): FittedColumn {
    const found = this.columns.get(name);
    if (found !== undefined) return found;
    const close = closestName(name, [...this.columns.keys()]);
    throw new InputError(
      'unknown-column',
      `Step ${this.#step.step} names "${name}", which is neither a column of the plan nor made by an earlier step${close === null ? '' : `; did you mean "${close}"?`}`,
      { details: { step: this.#step.step, column: name } },
    );
  }

  /** @throws InputError `unknown-column`, `wrong-kind` */
  numbers(name: string): FittedColumn & { value: Extract<Value, { type: 'numbers' }> } {
    const found = this.column(name);
    if (found.value.type === 'numbers') return { ...found, value: found.value };
    throw this.#wrongKind(name, 'numbers', 'texts');
  }

  /** @throws InputError `unknown-column`, `wrong-kind` */
  texts(name: string): FittedColumn & { value: Extract<Value, { type: 'texts' }> } {
    const found = this.column(name);
    if (found.value.type === 'texts') return { ...found, value: found.value };
    throw this.#wrongKind(name, 'texts', 'numbers');
  }

  /** Adds an operation, whose outputs are columns of these names; a name that exists is replaced only if the operation reads that column. */
  add(operation: Operation, inputs: readonly FittedColumn[], made: readonly MadeColumn[]): void {
    if (made.length === 0) return;
    this.nodes.push({ operation, inputs: inputs.map(({ at }) => at), outputs: made.length });
    const results = applyOperation(
      operation,
      inputs.map(({ value }) => value),
    );
    const read = new Set(inputs.map(({ name }) => name));
    made.forEach(({ name, categories = 0, kind = 'numeric', training, sources = [] }, place) => {
      if (this.columns.has(name) && !read.has(name))
        throw new InputError(
          'feature-exists',
          `Step ${this.#step.step} makes "${name}", which there is already; rename the column or leave the step out.`,
          { details: { step: this.#step.step, column: name } },
        );
      const own = sourcesOf(inputs, made.length, place);
      const result =
        training === undefined ? results[place]! : ({ type: 'numbers', values: training } as const);
      this.columns.set(name, {
        name,
        at: this.#values + place,
        value: result,
        kind,
        isFeature: result.type === 'numbers' && (this.columns.get(name)?.isFeature ?? true),
        categories,
        lineage: {
          sources: [...new Set([...own.flatMap(({ lineage }) => lineage.sources), ...sources])],
          steps: [...new Set(own.flatMap(({ lineage }) => lineage.steps)), this.#step],
        },
      });
    });
    this.#values += made.length;
  }

  /** Leaves a column out of the features. */
  consume(name: string): void {
    this.columns.set(name, { ...this.column(name), isFeature: false });
  }

  #wrongKind(name: string, expected: string, found: string): InputError {
    return new InputError(
      'wrong-kind',
      `Step ${this.#step.step} works on ${expected}, and column "${name}" holds ${found}.`,
      { details: { step: this.#step.step, column: name, expected, found } },
    );
  }
}

/** The inputs that an output is made from: its own where there are as many or twice as many, else all. */
function sourcesOf(inputs: readonly FittedColumn[], outputs: number, place: number): readonly FittedColumn[] {
  if (inputs.length % outputs !== 0) return inputs;
  return Array.from({ length: inputs.length / outputs }, (_, part) => inputs[part * outputs + place]!);
}
