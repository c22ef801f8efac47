import { openTableWriter, type WrittenValues } from '../src/data/index.ts';
import { createRandom } from '../src/train/index.ts';
import { aTurn } from '../src/turns/index.ts';

/** Numbers, whole numbers, categories of few and many values, some gaps, and a target that five columns tell of. */
export async function writeRows(path: string, rows: number): Promise<void> {
  const random = createRandom(1);
  const names = Array.from({ length: 50 }, (_, at) => (at < 30 ? `n${at}` : at < 40 ? `k${at}` : `t${at}`));
  const categories = (of: number) => Array.from({ length: of }, (_, at) => `v${at}`);
  const dictionaries = { few: categories(8), many: categories(800), yesNo: ['no', 'yes'] };
  const writer = await openTableWriter(path, [
    ...names.map((name) => ({
      name,
      type: name.startsWith('t') ? ('texts' as const) : ('numbers' as const),
    })),
    { name: 'y', type: 'texts' as const },
  ]);
  for (let done = 0; done < rows; done += 10_000) {
    const count = Math.min(10_000, rows - done);
    const score = new Float64Array(count);
    const columns: WrittenValues[] = [];
    for (const [at, name] of names.entries()) {
      // Making them up is no work of opsmith's.
      await aTurn();
      if (name.startsWith('t')) {
        const dictionary = at % 2 === 0 ? dictionaries.few : dictionaries.many;
        const codes = Int32Array.from({ length: count }, () => random.below(dictionary.length));
        columns.push({ type: 'texts', codes, dictionary });
        continue;
      }
      const values = Float64Array.from({ length: count }, (_, row) => {
        const value = name.startsWith('n') ? random.normal() : random.below(50);
        if (at < 5) score[row] = score[row]! + value;
        return at % 7 === 6 && random.next() < 0.1 ? Number.NaN : value;
      });
      columns.push({ type: 'numbers', values });
    }
    const codes = Int32Array.from(score, (value) => (value + 2 * random.normal() > 0 ? 1 : 0));
    await writer.write(count, [...columns, { type: 'texts', codes, dictionary: dictionaries.yesNo }]);
  }
  await writer.finish();
}
