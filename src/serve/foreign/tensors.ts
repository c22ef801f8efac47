import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-node';
import type { Feed } from './feeds.ts';

/** What the runtime is given. It stands by itself: a thread that runs graphs need not load what reads tables. */
export function tensorsOf(
  Tensor: TensorConstructor,
  feeds: readonly Feed[],
): InferenceSession.OnnxValueMapType {
  return Object.fromEntries(
    feeds.map((feed) => {
      const values =
        'values' in feed ? feed.values : Array.from(feed.codes, (code) => feed.dictionary[code]!);
      return [feed.name, new Tensor(feed.type, values as never, feed.dims) as Tensor];
    }),
  );
}
