import { MessageWriter } from './protobuf.ts';
import { integersOf, type MessageField, readFields, textOf } from './read-fields.ts';

/** Numbers of fields in ONNX's messages. */
const inModel = { graph: 7, metadata: 14 } as const;
const inGraph = { node: 1, output: 12 } as const;
const inNode = { input: 1, output: 2, operator: 4, attribute: 5 } as const;
const inAttribute = { name: 1, ints: 8, texts: 9 } as const;

/** What a classifier of another maker says in its file, beyond what a runtime tells. */
export interface ClassifierFile {
  /** The file without its `ZipMap`s, whose lists of maps Node's runtime cannot read: what went into them are outputs instead. Null where it has none. */
  bytes: Uint8Array | null;
  /** Names of outputs that hold probabilities for certain. */
  probabilities: readonly string[];
  /** Labels of the classes, in the order of probabilities; null where no node names any. */
  labels: readonly string[] | null;
}

/**
 * Reads a file's classes, and takes its `ZipMap`s out. `elementType` is that of what goes into them, which the file need not say.
 *
 * @throws RangeError where the bytes are no ONNX model
 */
export function readClassifier(bytes: Uint8Array, elementType: 'float' | 'double' = 'float'): ClassifierFile {
  const model = readFields(bytes);
  const graph = model.find(({ field }) => field === inModel.graph);
  if (graph === undefined || typeof graph.value === 'bigint') throw new RangeError('The file has no graph.');
  const fields = readFields(graph.value);
  const nodes = fields.filter(({ field }) => field === inGraph.node).map(nodeOf);
  const zipMaps = nodes.filter(({ operator }) => operator === 'ZipMap');
  const labels =
    zipMaps[0]?.labels ?? nodes.find((node) => node.labels !== null)?.labels ?? labelsInMetadata(model);
  if (zipMaps.length === 0) return { bytes: null, probabilities: [], labels };
  const replaced = new Map(zipMaps.map(({ inputs, outputs }) => [outputs[0]!, inputs[0]!]));
  const changed = new MessageWriter();
  for (const part of fields) {
    if (part.field === inGraph.node && zipMaps.some(({ from }) => from === part)) continue;
    const source = part.field === inGraph.output ? replaced.get(nameOfValue(part)) : undefined;
    if (source === undefined) changed.raw(part.whole);
    else changed.bytes(inGraph.output, tensorValue(source, elementType));
  }
  const whole = new MessageWriter();
  for (const part of model) {
    if (part === graph) whole.bytes(inModel.graph, changed.finish());
    else whole.raw(part.whole);
  }
  return { bytes: whole.finish(), probabilities: [...replaced.values()], labels };
}

/** Files of ours say their classes as JSON. */
function labelsInMetadata(model: readonly MessageField[]): string[] | null {
  for (const { field, value } of model) {
    if (field !== inModel.metadata || typeof value === 'bigint') continue;
    const [key, text] = readFields(value).map(textOf);
    if (key !== 'classes' || text === undefined) continue;
    try {
      const found: unknown = JSON.parse(text);
      if (Array.isArray(found) && found.every((label) => typeof label === 'string')) return found;
    } catch {
      // Another maker's entry of that name.
    }
  }
  return null;
}

interface NodeFacts {
  from: MessageField;
  operator: string;
  inputs: string[];
  outputs: string[];
  labels: string[] | null;
}

function nodeOf(from: MessageField): NodeFacts {
  const fields = typeof from.value === 'bigint' ? [] : readFields(from.value);
  const texts = (wanted: number): string[] => fields.filter(({ field }) => field === wanted).map(textOf);
  const labels = fields
    .filter(({ field }) => field === inNode.attribute)
    .map(labelsOf)
    .find((found) => found !== null);
  return {
    from,
    operator: texts(inNode.operator)[0] ?? '',
    inputs: texts(inNode.input),
    outputs: texts(inNode.output),
    labels: labels ?? null,
  };
}

/** `classlabels_strings`, `classlabels_int64s` or `classlabels_ints` of a classifier or `ZipMap`. */
function labelsOf(attribute: MessageField): string[] | null {
  if (typeof attribute.value === 'bigint') return null;
  const fields = readFields(attribute.value);
  const name = fields.find(({ field }) => field === inAttribute.name);
  if (name === undefined || !textOf(name).startsWith('classlabels_')) return null;
  const texts = fields.filter(({ field }) => field === inAttribute.texts).map(textOf);
  const numbers = fields.filter(({ field }) => field === inAttribute.ints).flatMap(integersOf);
  const labels = texts.length > 0 ? texts : numbers.map(String);
  return labels.length > 0 ? labels : null;
}

function nameOfValue({ value }: MessageField): string {
  if (typeof value === 'bigint') return '';
  const name = readFields(value).find(({ field }) => field === 1);
  return name === undefined ? '' : textOf(name);
}

function tensorValue(name: string, elementType: 'float' | 'double'): Uint8Array {
  return new MessageWriter()
    .text(1, name)
    .message(2, (type) => {
      type.message(1, (tensor) => {
        tensor.integer(1, elementType === 'float' ? 1 : 11);
      });
    })
    .finish();
}
