import type { TermOptions } from '../operations/operation.ts';
import { termCounts } from '../operations/terms.ts';
import { checkCount } from './fit-lines.ts';
import type { Fitting } from './fitting.ts';
import type { StepOptions } from './step.ts';

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

/** @throws InputError `unknown-column`, `wrong-kind`, `bad-option` */
export function fitText(fitting: Fitting, options: StepOptions['text']): void {
  const { columns, buckets = 256, seed = 0, analyzer = 'word' } = options;
  const smallest = options.smallest ?? (analyzer === 'word' ? 1 : 3);
  const largest = options.largest ?? (analyzer === 'word' ? 2 : 5);
  checkCount('buckets', buckets, 1);
  checkCount('smallest', smallest, 1);
  checkCount('largest', largest, smallest);
  const terms: TermOptions = { analyzer, smallest, largest };
  for (const name of columns) {
    const column = fitting.texts(name);
    const weights = rarityWeights(column.value, { terms, buckets, seed });
    fitting.add(
      { op: 'tf-idf', terms, seed, weights },
      [column],
      weights.map((_, bucket) => ({ name: `${name}:${analyzer}${bucket}` })),
    );
    fitting.consume(name);
  }
}

/** ln((1 + rows) / (1 + rows with it)) + 1 of each bucket (scikit-learn's smoothed idf). Missing texts are rows without terms. */
function rarityWeights(
  { codes, dictionary }: { codes: Int32Array; dictionary: readonly string[] },
  options: { terms: TermOptions; buckets: number; seed: number },
): number[] {
  const rowsOfText = new Float64Array(dictionary.length);
  for (const code of codes) if (code >= 0) rowsOfText[code]!++;
  const rowsWith = new Float64Array(options.buckets);
  dictionary.forEach((text, code) => {
    if (rowsOfText[code]! > 0)
      for (const bucket of termCounts(text, options).keys()) rowsWith[bucket]! += rowsOfText[code]!;
  });
  return Array.from(rowsWith, (own) => Math.log((1 + codes.length) / (1 + own)) + 1);
}
