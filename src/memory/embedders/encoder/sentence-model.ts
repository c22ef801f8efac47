import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import { z } from 'zod';
import { InputError, toError } from '../../../errors/index.ts';
import { type InRuntime, onnxRuntime } from '../../../onnx/index.ts';
import { toUnitLength } from '../embedder.ts';
import { BertConfig, bertGraph } from './bert-graph.ts';
import { readSafetensors } from './safetensors.ts';

/** Texts that go through the graph at once. */
const textsAtOnce = 16;
/** A long text is cut into windows, whose mean is taken; what comes after the last one is left out. */
const mostWindows = 4;
const usualWindow = 256;
const longestText = 20_000;

const Pooling = z
  .object({ pooling_mode_cls_token: z.boolean().default(false) })
  .catch({ pooling_mode_cls_token: false });
const Sentence = z
  .object({ max_seq_length: z.int().min(8).max(8_192) })
  .catch({ max_seq_length: usualWindow });

/** A sentence encoder that is loaded, in whichever thread. */
export interface SentenceModel {
  /** Of the file that the vectors come from. */
  sha256: string;
  dimension: number;
  /** Vectors of unit length, one after the other; `isUnwanted` ends it between two batches. */
  embed(texts: readonly string[], isUnwanted: () => boolean): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Loads a sentence encoder in this thread, where it is run, too: that takes long. What it does in onnxruntime goes through `inRuntime`, a batch at a time.
 *
 * @throws InputError `bad-encoder`, `runtime-missing`
 */
export async function openSentenceModel(path: string, inRuntime: InRuntime): Promise<SentenceModel> {
  const { bytes, sha256 } = modelOf(path);
  const needed = {
    runs: 'A sentence encoder runs',
    without: 'the embedder "lexical" does without',
  };
  const [runtime, tokens] = await Promise.all([onnxRuntime(needed), tokenizerOf(path)]);
  const loading = () => runtime.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const session = await inRuntime(loading).catch((cause) => {
    throw damaged(path, toError(cause).message.split('\n')[0]!.slice(0, 200), cause);
  });
  const isFirstToken = Pooling.parse(jsonIn(path, '1_Pooling/config.json')).pooling_mode_cls_token;
  const run = (windows: readonly number[][]) =>
    inRuntime(() => runWindows(runtime.Tensor, session, windows, isFirstToken));
  const { dimension } = await run([tokens.windowsOf('one')[0]!]);
  return {
    sha256,
    dimension,
    async embed(texts, isUnwanted) {
      const vectors = new Float32Array(texts.length * dimension);
      // Alike lengths together: a batch is as long as its longest.
      const windows = texts
        .flatMap((text, at) => tokens.windowsOf(text).map((ids) => ({ at, ids })))
        .sort((a, b) => a.ids.length - b.ids.length);
      for (let from = 0; from < windows.length && !isUnwanted(); from += textsAtOnce) {
        const part = windows.slice(from, from + textsAtOnce);
        const { values } = await run(part.map(({ ids }) => ids));
        for (const [row, { at }] of part.entries())
          for (let each = 0; each < dimension; each += 1)
            vectors[at * dimension + each]! += values[row * dimension + each]!;
      }
      return toUnitLength(vectors, dimension);
    },
    close: () => session.release(),
  };
}

/** The graph's bytes, made from the weights where there is none, and the SHA-256 of what it comes from. */
function modelOf(path: string): { bytes: Uint8Array; sha256: string } {
  const graph = join(path, 'model.onnx');
  const weights = join(path, 'model.safetensors');
  const source = [graph, weights].find((file) => existsSync(file));
  if (source === undefined) throw damaged(path, 'it holds neither model.onnx nor model.safetensors');
  const bytes = readFileSync(source);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (source === graph) return { bytes, sha256 };
  const config = BertConfig.safeParse(jsonIn(path, 'config.json'));
  if (!config.success)
    throw damaged(path, 'its config.json is not that of a BERT; other encoders must come as model.onnx');
  return { bytes: bertGraph(config.data, readSafetensors(bytes)), sha256 };
}

async function tokenizerOf(path: string): Promise<{ windowsOf(text: string): number[][] }> {
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const window = Sentence.parse(jsonIn(path, 'sentence_bert_config.json')).max_seq_length;
  try {
    const tokenizer = new Tokenizer(
      jsonIn(path, 'tokenizer.json') ?? {},
      jsonIn(path, 'tokenizer_config.json') ?? {},
    );
    // What stands around every text: [CLS] and [SEP], or what else the tokenizer has for that.
    const [first, last] = tokenizer.encode('').ids;
    if (first === undefined || last === undefined) throw new Error('it sets no marks around a text');
    return {
      windowsOf(text) {
        const ids = tokenizer.encode(text.slice(0, longestText), { add_special_tokens: false }).ids;
        const windows: number[][] = [];
        for (let from = 0; from < ids.length && windows.length < mostWindows; from += window - 2)
          windows.push([first, ...ids.slice(from, from + window - 2), last]);
        return windows;
      },
    };
  } catch (cause) {
    throw damaged(path, `its tokenizer cannot be used (${toError(cause).message.slice(0, 200)})`, cause);
  }
}

async function runWindows(
  Tensor: typeof RuntimeTensor,
  session: InferenceSession,
  windows: readonly number[][],
  isFirstToken: boolean,
): Promise<{ values: Float32Array; dimension: number }> {
  const length = Math.max(...windows.map((ids) => ids.length));
  const dims = [windows.length, length];
  const ids = new BigInt64Array(windows.length * length);
  const mask = new BigInt64Array(windows.length * length);
  for (const [row, window] of windows.entries())
    for (const [at, id] of window.entries()) {
      ids[row * length + at] = BigInt(id);
      mask[row * length + at] = 1n;
    }
  const known: Record<string, () => RuntimeTensor> = {
    input_ids: () => new Tensor('int64', ids, dims),
    attention_mask: () => new Tensor('int64', mask, dims),
    token_type_ids: () => new Tensor('int64', new BigInt64Array(ids.length), dims),
  };
  const feeds = Object.fromEntries(session.inputNames.map((name) => [name, known[name]?.()]));
  const outputs = await session.run(feeds as Record<string, RuntimeTensor>);
  const output = outputs.sentence_embedding ?? outputs.last_hidden_state ?? outputs[session.outputNames[0]!]!;
  const values = output.data as Float32Array;
  const dimension = output.dims.at(-1)!;
  if (output.dims.length === 2) return { values, dimension };
  return {
    values: pooled(values, mask, { rows: windows.length, length, dimension, isFirstToken }),
    dimension,
  };
}

/** One vector for each row: the first token's, or the mean of all. */
function pooled(
  states: Float32Array,
  mask: BigInt64Array,
  {
    rows,
    length,
    dimension,
    isFirstToken,
  }: { rows: number; length: number; dimension: number; isFirstToken: boolean },
): Float32Array {
  const vectors = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row += 1) {
    let count = 0;
    for (let token = 0; token < (isFirstToken ? 1 : length); token += 1) {
      if (mask[row * length + token] === 0n) continue;
      count += 1;
      const from = (row * length + token) * dimension;
      for (let at = 0; at < dimension; at += 1) vectors[row * dimension + at]! += states[from + at]!;
    }
    for (let at = 0; at < dimension; at += 1) vectors[row * dimension + at]! /= Math.max(1, count);
  }
  return vectors;
}

function jsonIn(path: string, file: string): object | null {
  const whole = join(path, file);
  if (!existsSync(whole)) return null;
  try {
    return JSON.parse(readFileSync(whole, 'utf8'));
  } catch (cause) {
    throw damaged(path, `${file} is no JSON`, cause);
  }
}

function damaged(path: string, what: string, cause?: unknown): InputError {
  return new InputError('bad-encoder', `The sentence encoder in ${path} cannot be used: ${what}.`, {
    cause,
    details: { path },
  });
}
