import { MessageWriter } from './protobuf.ts';

/** Types of tensors that we write, by their numbers in ONNX. */
export const elementTypes = { float: 1, uint8: 2, int64: 7, string: 8, bool: 9, double: 11 } as const;
export type ElementType = keyof typeof elementTypes;

/** A tensor with its values; `dims` [] is a scalar. */
export interface Tensor {
  type: ElementType;
  dims: readonly number[];
  values: readonly number[] | readonly string[] | Float64Array | Float32Array | Uint8Array;
}

/** An attribute of a node. Whole numbers and other numbers are apart in ONNX, so they say which they are. */
export type Attribute =
  | { int: number }
  | { float: number }
  | { text: string }
  | { ints: Iterable<number> }
  | { floats: Iterable<number> }
  | { texts: readonly string[] }
  | { tensor: Tensor };

/** A dimension: a number, or a name for one that is known when it runs. */
export type Dimension = number | string;

/** Operator sets that our graphs are written in. */
export const operatorSets = { '': 18, 'ai.onnx.ml': 5 } as const;
const irVersion = 9;

/** An ONNX graph in the making: nodes in the order in which they are added. */
export class OnnxGraph {
  readonly #nodes: Uint8Array[] = [];
  readonly #initializers: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  readonly #taken = new Set<string>();
  readonly #inputTypes = new Map<string, ElementType>();
  #names = 0;

  /** A value that is given when the model runs; the one that is there already where it is added again. */
  input(name: string, type: ElementType, dims: readonly Dimension[]): string {
    const known = this.#inputTypes.get(name);
    if (known !== undefined && known !== type)
      throw new TypeError(`Input "${name}" of the graph is ${known} and was asked for as ${type}.`);
    if (known !== undefined) return name;
    this.#inputTypes.set(name, type);
    this.#inputs.push(valueInfo(name, type, dims));
    this.#taken.add(name);
    return name;
  }

  /** A value that the model gives; it must be made by a node. */
  output(name: string, type: ElementType, dims: readonly Dimension[]): void {
    this.#outputs.push(valueInfo(name, type, dims));
  }

  constant(tensor: Tensor): string {
    const name = this.#fresh('constant');
    this.#initializers.push(tensorMessage(tensor, name));
    return name;
  }

  /** Adds a node and gives the names of its outputs; those that are named keep their name. */
  node(
    operator: string,
    inputs: readonly string[],
    options: {
      domain?: keyof typeof operatorSets;
      attributes?: Readonly<Record<string, Attribute>>;
      /** Names of the outputs, or how many there are. */
      outputs?: readonly string[] | number;
    } = {},
  ): string[] {
    const { domain = '', attributes = {}, outputs = 1 } = options;
    const names =
      typeof outputs === 'number'
        ? Array.from({ length: outputs }, () => this.#fresh(operator))
        : [...outputs];
    const message = new MessageWriter();
    for (const input of inputs) message.text(1, input);
    for (const name of names) message.text(2, name);
    message.text(3, this.#fresh('node')).text(4, operator);
    for (const [name, attribute] of Object.entries(attributes))
      message.message(5, (inner) => writeAttribute(inner, name, attribute));
    if (domain !== '') message.text(7, domain);
    this.#nodes.push(message.finish());
    return names;
  }

  /** The model as a file's bytes. `metadata` is shown by viewers and kept by servers. */
  finish(name: string, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    const model = new MessageWriter();
    model.integer(1, irVersion).text(2, 'opsmith');
    model.message(7, (graph) => {
      for (const node of this.#nodes) graph.bytes(1, node);
      graph.text(2, name);
      for (const initializer of this.#initializers) graph.bytes(5, initializer);
      for (const input of this.#inputs) graph.bytes(11, input);
      for (const output of this.#outputs) graph.bytes(12, output);
    });
    for (const [domain, version] of Object.entries(operatorSets))
      model.message(8, (set) => {
        set.text(1, domain).integer(2, version);
      });
    for (const [key, value] of Object.entries(metadata))
      model.message(14, (entry) => {
        entry.text(1, key).text(2, value);
      });
    return model.finish();
  }

  /** Inputs are named by their users, so ours go around them. */
  #fresh(hint: string): string {
    do this.#names += 1;
    while (this.#taken.has(`${hint}_${this.#names}`));
    return `${hint}_${this.#names}`;
  }
}

/** Numbers of attribute types in ONNX. */
const attributeTypes = { float: 1, int: 2, text: 3, tensor: 4, floats: 6, ints: 7, texts: 8 } as const;

function writeAttribute(message: MessageWriter, name: string, attribute: Attribute): void {
  message.text(1, name);
  if ('float' in attribute) message.float(2, attribute.float).integer(20, attributeTypes.float);
  else if ('int' in attribute) message.integer(3, attribute.int).integer(20, attributeTypes.int);
  else if ('text' in attribute) message.text(4, attribute.text).integer(20, attributeTypes.text);
  else if ('tensor' in attribute)
    message.bytes(5, tensorMessage(attribute.tensor, name)).integer(20, attributeTypes.tensor);
  else if ('floats' in attribute) message.floats(7, attribute.floats).integer(20, attributeTypes.floats);
  else if ('ints' in attribute) message.integers(8, attribute.ints).integer(20, attributeTypes.ints);
  else {
    for (const text of attribute.texts) message.text(9, text);
    message.integer(20, attributeTypes.texts);
  }
}

function valueInfo(name: string, type: ElementType, dims: readonly Dimension[]): Uint8Array {
  return new MessageWriter()
    .text(1, name)
    .message(2, (typeMessage) => {
      typeMessage.message(1, (tensor) => {
        tensor.integer(1, elementTypes[type]).message(2, (shape) => {
          for (const each of dims)
            shape.message(1, (dimension) => {
              if (typeof each === 'number') dimension.integer(1, each);
              else dimension.text(2, each);
            });
        });
      });
    })
    .finish();
}

function tensorMessage({ type, dims, values }: Tensor, name: string): Uint8Array {
  const message = new MessageWriter();
  message.integers(1, dims).integer(2, elementTypes[type]);
  if (type === 'string') for (const value of values as readonly string[]) message.text(6, value);
  message.text(8, name);
  if (type !== 'string') message.bytes(9, rawValues(type, values as ArrayLike<number>));
  return message.finish();
}

/** Little-endian, as they lie in memory here. */
function rawValues(type: Exclude<ElementType, 'string'>, values: ArrayLike<number>): Uint8Array {
  switch (type) {
    case 'double':
      return bytesOf(Float64Array.from(values));
    case 'float':
      return bytesOf(Float32Array.from(values));
    case 'int64':
      return bytesOf(BigInt64Array.from(Array.from(values, BigInt)));
    default:
      return Uint8Array.from(values);
  }
}

function bytesOf(array: Float64Array | Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
