import { readFileSync, statSync } from 'node:fs';
import type { InferenceSession } from 'onnxruntime-node';
import { InputError, toError } from '../../errors/index.ts';
import { type ClassifierFile, readClassifier } from '../../onnx/index.ts';
import { foreignRuntime } from './foreign-runtime.ts';

/** A loaded ONNX file. */
export interface OpenSession extends Omit<ClassifierFile, 'bytes'> {
  session: InferenceSession;
}

/** Above that a file is left to the runtime unread: only big networks are, and they have no classes to tell. */
const mostBytesToRead = 512 * 2 ** 20;

/** Loads an ONNX file. @throws InputError `runtime-missing`, `not-onnx` */
export async function openSession(path: string, threads?: number): Promise<OpenSession> {
  const { InferenceSession } = await foreignRuntime();
  const options = {
    logSeverityLevel: 3,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
  } as const;
  try {
    if (statSync(path).size > mostBytesToRead)
      return { session: await InferenceSession.create(path, options), probabilities: [], labels: null };
    const file = readFileSync(path);
    const { bytes, ...facts } = readClassifier(file);
    // By its path, so that weights beside it are found.
    if (bytes === null) return { session: await InferenceSession.create(path, options), ...facts };
    const session = await InferenceSession.create(bytes, options).catch((first: unknown) =>
      InferenceSession.create(readClassifier(file, 'double').bytes!, options).catch(() => {
        throw first;
      }),
    );
    return { session, ...facts };
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const said = toError(cause).message.split('\n')[0]!;
    const locale = /Failed to construct locale with name: ?([\w.-]+)/.exec(said)?.[1];
    throw new InputError(
      'not-onnx',
      locale === undefined
        ? `${path} cannot be loaded as an ONNX model: ${said.slice(0, 200).replace(/\.+$/, '')}. Export it again, for operator sets that onnxruntime 1.30 knows.`
        : `${path} works on texts by the rules of the locale ${locale}, which this machine lacks. Install it, or give the model other texts.`,
      { cause, details: { path } },
    );
  }
}
