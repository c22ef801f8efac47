import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ExpectedColumn } from '../../data/index.ts';
import { InputError } from '../../errors/index.ts';

/** An input of a graph, and the columns that it takes. */
export interface GraphInput {
  name: string;
  type: Tensor.Type;
  rank: 1 | 2;
  columns: readonly string[];
}

export interface GraphInputs {
  inputs: readonly GraphInput[];
  /** Rows that it takes at once, where it takes no other number; else null. */
  batch: number | null;
}

const numeric = ['float32', 'float64', 'int64', 'int32', 'bool'];

/**
 * Which columns a graph takes: each input of one column by its name, or one matrix of the named features.
 *
 * @throws InputError `unsupported-model`, `features-needed`, `features-differ`
 */
export function graphInputs(
  path: string,
  metadata: readonly InferenceSession.ValueMetadata[],
  features: readonly string[] | undefined,
  areNamed = true,
): GraphInputs {
  const tensors = metadata.map((each) => {
    if (each.isTensor && each.shape.length >= 1 && each.shape.length <= 2 && isKnown(each.type)) return each;
    const what = each.isTensor ? `${each.type} [${each.shape.join(', ')}]` : 'no tensor';
    throw new InputError(
      'unsupported-model',
      `${path}: input "${each.name}" is ${what}; tables fit inputs of one or two dimensions, of numbers, booleans or texts.`,
    );
  });
  const first = tensors[0];
  if (first === undefined)
    throw new InputError('unsupported-model', `${path} takes no input, so there is nothing to predict from.`);
  const batch = typeof first.shape[0] === 'number' && first.shape[0] > 0 ? first.shape[0] : null;
  const widthOf = (shape: readonly (number | string)[]): number | string =>
    shape.length === 1 ? 1 : shape[1]!;
  const width = widthOf(first.shape);
  if (tensors.length === 1 && (width !== 1 || features !== undefined)) {
    if (features === undefined)
      throw new InputError(
        'features-needed',
        `${path} takes a matrix "${first.name}"${typeof width === 'number' && width > 0 ? ` of ${width} columns` : ''} without their names; name them in their order (--features NAME,NAME,…).`,
      );
    if (typeof width === 'number' && width > 0 && width !== features.length)
      throw new InputError(
        'features-differ',
        `${path} takes ${width} columns in its matrix "${first.name}", and ${areNamed ? `${features.length} are named` : `the table has ${features.length}`} (${shortList(features)}). Name just the ${width} that it was trained on, in their order (--features NAME,NAME,…).`,
        { details: { wanted: width, found: features.length } },
      );
    return { inputs: [{ name: first.name, type: first.type, rank: 2, columns: features }], batch };
  }
  const wide = tensors.find(({ shape }) => widthOf(shape) !== 1);
  if (wide !== undefined)
    throw new InputError(
      'unsupported-model',
      `${path}: input "${wide.name}" takes several columns beside other inputs, which a table’s columns cannot be told for.`,
    );
  const inputs = tensors.map(({ name, type, shape }): GraphInput => {
    return { name, type, rank: shape.length === 1 ? 1 : 2, columns: [name] };
  });
  return { inputs, batch };
}

function shortList(names: readonly string[]): string {
  const shown = 8;
  return `${names.slice(0, shown).join(', ')}${names.length > shown ? ', …' : ''}`;
}

function isKnown(type: string): boolean {
  return type === 'string' || numeric.includes(type);
}

/** The columns that a table must have. */
export function expectedColumns(inputs: readonly GraphInput[]): ExpectedColumn[] {
  return inputs.flatMap(({ type, columns }) =>
    columns.map(
      (name): ExpectedColumn =>
        type === 'string'
          ? { name, type: 'texts', kind: 'categorical' }
          : { name, type: 'numbers', kind: 'numeric', mayBeTimes: true },
    ),
  );
}
