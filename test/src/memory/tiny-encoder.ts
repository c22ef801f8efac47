import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const size = { hidden: 8, wide: 16, words: 30, places: 32 };
const vocabulary = [
  '[PAD]',
  '[CLS]',
  '[SEP]',
  '[UNK]',
  'alpha',
  'beta',
  'gamma',
  'delta',
  'one',
  'port',
  'server',
];

/** A BERT of one layer with made-up weights, in a folder of its own: real in form, and small. */
export function makeTinyEncoder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-encoder-'));
  writeFileSync(join(folder, 'model.safetensors'), safetensors());
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
  writeFileSync(
    join(folder, 'tokenizer_config.json'),
    JSON.stringify({ tokenizer_class: 'BertTokenizer', unk_token: '[UNK]' }),
  );
  writeFileSync(join(folder, 'sentence_bert_config.json'), JSON.stringify({ max_seq_length: 16 }));
  return folder;
}

const config = {
  model_type: 'bert',
  hidden_act: 'gelu',
  hidden_size: size.hidden,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  layer_norm_eps: 1e-12,
};

const special = (id: number) => ({
  id,
  content: vocabulary[id],
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

const tokenizer = {
  version: '1.0',
  added_tokens: [0, 1, 2, 3].map(special),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [1], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [2], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
  },
};

function safetensors(): Uint8Array {
  const { hidden, wide, words, places } = size;
  const shapes: Record<string, number[]> = {
    'embeddings.word_embeddings.weight': [words, hidden],
    'embeddings.position_embeddings.weight': [places, hidden],
    'embeddings.token_type_embeddings.weight': [2, hidden],
  };
  const norm = (name: string) =>
    Object.assign(shapes, { [`${name}.weight`]: [hidden], [`${name}.bias`]: [hidden] });
  const dense = (name: string, out: number, into: number) =>
    Object.assign(shapes, { [`${name}.weight`]: [out, into], [`${name}.bias`]: [out] });
  norm('embeddings.LayerNorm');
  const layer = 'encoder.layer.0';
  for (const part of ['query', 'key', 'value']) dense(`${layer}.attention.self.${part}`, hidden, hidden);
  dense(`${layer}.attention.output.dense`, hidden, hidden);
  norm(`${layer}.attention.output.LayerNorm`);
  dense(`${layer}.intermediate.dense`, wide, hidden);
  dense(`${layer}.output.dense`, hidden, wide);
  norm(`${layer}.output.LayerNorm`);
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const parts: Buffer[] = [];
  let at = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    const values = valuesOf(
      name,
      shape.reduce((product, each) => product * each, 1),
    );
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + values.byteLength] };
    parts.push(Buffer.from(values.buffer));
    at += values.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...parts]);
}

function valuesOf(name: string, count: number): Float32Array {
  const seed = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const isScale = name.endsWith('LayerNorm.weight') ? 1 : 0;
  return Float32Array.from({ length: count }, (_, at) => isScale + 0.3 * Math.sin(0.37 * (at + 1) + seed));
}
