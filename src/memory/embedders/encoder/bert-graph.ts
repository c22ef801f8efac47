import { z } from 'zod';
import { OnnxGraph } from '../../../onnx/index.ts';
import type { Weights } from './safetensors.ts';

/** A BERT encoder's `config.json`, as far as its graph depends on it. */
export const BertConfig = z.object({
  model_type: z.literal('bert'),
  hidden_act: z.literal('gelu'),
  position_embedding_type: z.literal('absolute').default('absolute'),
  hidden_size: z.int().min(1),
  num_hidden_layers: z.int().min(1).max(100),
  num_attention_heads: z.int().min(1),
  layer_norm_eps: z.number().positive(),
});
export type BertConfig = z.infer<typeof BertConfig>;

/**
 * A BERT encoder (Devlin et al. 2019) as an ONNX graph: `input_ids` and `attention_mask` (batch, tokens) to `sentence_embedding`, the mean over the
 * tokens that the mask keeps (Reimers and Gurevych 2019).
 */
export function bertGraph(config: BertConfig, weights: Weights): Uint8Array {
  const graph = new OnnxGraph();
  const { hidden_size: hidden, num_attention_heads: heads } = config;
  const width = hidden / heads;
  const number = (value: number) => graph.constant({ type: 'float', dims: [], values: [value] });
  const integers = (...values: number[]) => graph.constant({ type: 'int64', dims: [values.length], values });
  const one = (
    operator: string,
    inputs: readonly string[],
    options?: Parameters<OnnxGraph['node']>[2],
  ): string => graph.node(operator, inputs, options)[0]!;
  const weight = (name: string) => graph.constant({ type: 'float', ...weights.take(name) });
  const norm = (input: string, name: string) =>
    one('LayerNormalization', [input, weight(`${name}.weight`), weight(`${name}.bias`)], {
      attributes: { axis: { int: -1 }, epsilon: { float: config.layer_norm_eps } },
    });
  const dense = (input: string, name: string) =>
    one('Add', [
      one('MatMul', [input, transposed(weights, `${name}.weight`, graph)]),
      weight(`${name}.bias`),
    ]);
  const turned = (input: string, ...order: number[]) =>
    one('Transpose', [input], { attributes: { perm: { ints: order } } });

  const ids = graph.input('input_ids', 'int64', ['batch', 'tokens']);
  const mask = graph.input('attention_mask', 'int64', ['batch', 'tokens']);
  const kept = one('Cast', [mask], { attributes: { to: { int: 1 } } });
  const hiding = one('Mul', [
    one('Sub', [number(1), one('Unsqueeze', [kept, integers(1, 2)])]),
    number(-1e9),
  ]);
  const tokens = one('Slice', [one('Shape', [ids]), integers(1), integers(2)]);
  const places = one('Slice', [
    weight('embeddings.position_embeddings.weight'),
    integers(0),
    tokens,
    integers(0),
  ]);
  const kinds = one('Gather', [weight('embeddings.token_type_embeddings.weight'), integers(0)]);
  const words = one('Gather', [weight('embeddings.word_embeddings.weight'), ids]);
  let state = norm(one('Add', [one('Add', [words, places]), kinds]), 'embeddings.LayerNorm');

  const headShape = integers(0, 0, heads, width);
  const wholeShape = integers(0, 0, hidden);
  for (let layer = 0; layer < config.num_hidden_layers; layer += 1) {
    const name = `encoder.layer.${layer}`;
    const part = (which: string) =>
      one('Reshape', [dense(state, `${name}.attention.self.${which}`), headShape]);
    const query = turned(part('query'), 0, 2, 1, 3);
    const key = turned(part('key'), 0, 2, 3, 1);
    const value = turned(part('value'), 0, 2, 1, 3);
    const scores = one('Mul', [one('MatMul', [query, key]), number(1 / Math.sqrt(width))]);
    const attention = one('Softmax', [one('Add', [scores, hiding])], { attributes: { axis: { int: -1 } } });
    const seen = one('Reshape', [turned(one('MatMul', [attention, value]), 0, 2, 1, 3), wholeShape]);
    state = norm(
      one('Add', [dense(seen, `${name}.attention.output.dense`), state]),
      `${name}.attention.output.LayerNorm`,
    );
    const wide = dense(state, `${name}.intermediate.dense`);
    const half = one('Mul', [wide, number(0.5)]);
    const bent = one('Add', [one('Erf', [one('Div', [wide, number(Math.SQRT2)])]), number(1)]);
    state = norm(
      one('Add', [dense(one('Mul', [half, bent]), `${name}.output.dense`), state]),
      `${name}.output.LayerNorm`,
    );
  }

  const keptWide = one('Unsqueeze', [kept, integers(2)]);
  const axis = integers(1);
  const flat = { attributes: { keepdims: { int: 0 } } };
  const sum = one('ReduceSum', [one('Mul', [state, keptWide]), axis], flat);
  const count = one('Max', [one('ReduceSum', [keptWide, axis], flat), number(1)]);
  graph.node('Div', [sum, count], { outputs: ['sentence_embedding'] });
  graph.output('sentence_embedding', 'float', ['batch', hidden]);
  return graph.finish('sentence encoder');
}

/** PyTorch keeps a layer's weights with a row for each output; a matrix product wants a column. */
function transposed(weights: Weights, name: string, graph: OnnxGraph): string {
  const { dims, values } = weights.take(name);
  const [rows = 0, columns = 0] = dims;
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      turned[column * rows + row] = values[row * columns + column]!;
  return graph.constant({ type: 'float', dims: [columns, rows], values: turned });
}
