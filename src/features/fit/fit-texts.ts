import type { TermOptions, Value } from '../operations/operation.ts';
import { termCounts } from '../operations/terms.ts';
import { checkCount } from './fit-lines.ts';
import type { Fitting } from './fitting.ts';
import type { StepOptions } from './step.ts';
import { tellingBuckets } from './telling-buckets.ts';

/** @throws InputError `unknown-column`, `wrong-kind`, `bad-option` */
export function fitHash(fitting: Fitting, { columns, buckets = 32, seed = 0 }: StepOptions['hash']): void {
  checkCount('buckets', buckets, 1);
  for (const name of columns) {
    fitting.add(
      { op: 'hash', buckets, seed },
      [fitting.texts(name)],
      Array.from({ length: buckets }, (_, bucket) => ({ name: `${name}:hash${bucket}` })),
    );
    fitting.consume(name);
  }
}

/** @throws InputError `unknown-column`, `wrong-kind`, `bad-option`, `target-needed` */
export function fitText(fitting: Fitting, options: StepOptions['text']): void {
  const { columns, seed = 0, analyzer = 'word', keep } = options;
  const buckets = options.buckets ?? (keep === undefined ? 256 : 2 ** 14);
  const smallest = options.smallest ?? (analyzer === 'word' ? 1 : 3);
  const largest = options.largest ?? (analyzer === 'word' ? 2 : 5);
  checkCount('buckets', buckets, 1);
  checkCount('smallest', smallest, 1);
  checkCount('largest', largest, smallest);
  if (keep !== undefined) checkCount('keep', keep, 1);
  const terms: TermOptions = { analyzer, smallest, largest };
  for (const name of columns) {
    const column = fitting.texts(name);
    const texts = bucketsOfTexts(column.value, { terms, buckets, seed });
    const rarity = rarityWeights(column.value, texts, buckets);
    const chosen =
      keep === undefined ? null : tellingBuckets(column.value, texts, fitting.target, { buckets, keep });
    const weights = chosen === null ? rarity : chosen.map((bucket) => rarity[bucket]!);
    if (weights.length > 0)
      fitting.add(
        { op: 'tf-idf', terms, seed, weights, ...(chosen === null ? {} : { of: buckets, chosen }) },
        [column],
        weights.map((_, at) => ({ name: `${name}:${analyzer}${chosen?.[at] ?? at}` })),
      );
    fitting.consume(name);
  }
}

type Texts = Pick<Extract<Value, { type: 'texts' }>, 'codes' | 'dictionary'>;

/** The buckets of each text that occurs; null for others. */
function bucketsOfTexts(
  { codes, dictionary }: Texts,
  options: { terms: TermOptions; buckets: number; seed: number },
): (Int32Array | null)[] {
  const occurs = new Uint8Array(dictionary.length);
  for (const code of codes) if (code >= 0) occurs[code] = 1;
  return dictionary.map((text, code) =>
    occurs[code] === 1 ? Int32Array.from(termCounts(text, options).keys()) : null,
  );
}

/** ln((1 + rows) / (1 + rows with it)) + 1 of each bucket (scikit-learn's smoothed idf). Missing texts are rows without terms. */
function rarityWeights({ codes }: Texts, texts: readonly (Int32Array | null)[], buckets: number): number[] {
  const rowsWith = new Float64Array(buckets);
  for (const code of codes) if (code >= 0) for (const bucket of texts[code]!) rowsWith[bucket]!++;
  return Array.from(rowsWith, (own) => Math.log((1 + codes.length) / (1 + own)) + 1);
}
