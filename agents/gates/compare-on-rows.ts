import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../../src/errors/index.ts';
import { compareOnRows, type JudgedRows, judgeRows } from '../../src/evaluate/index.ts';
import type { ComparisonEvidence, Without } from '../../src/govern/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { metricNamed } from '../../src/train/index.ts';
import { rowsOf, withModel } from './judged-rows.ts';

export interface ComparisonRequest {
  registry: Registry;
  /** `NAME@VERSION` of both. */
  candidate: string;
  live: string;
  metric: string;
  /** The rows, with what is true of them. */
  file: string;
  workspace: string;
}

/**
 * How two versions do on the same rows, with a 95% interval of the difference.
 *
 * @throws InputError `unknown-metric`, and those of the table
 */
export async function compareVersionsOnRows(
  request: ComparisonRequest,
): Promise<ComparisonEvidence | Without> {
  const { registry, candidate, live, file, workspace } = request;
  const metric = metricNamed(request.metric, null);
  return withModel(registry, candidate, (trained) =>
    withModel(registry, live, async (standing) => {
      const isSame =
        trained.target === standing.target &&
        trained.task === standing.task &&
        isDeepStrictEqual(trained.classes, standing.classes);
      if (!isSame)
        return {
          without: `${live} predicts something else than ${candidate}, so that one cannot be held against the other.`,
        };
      const table = await rowsOf(file, workspace);
      const own = await judgeRows(trained, table);
      let said: JudgedRows;
      try {
        said = await judgeRows(standing, table);
      } catch (thrown) {
        if (!(thrown instanceof InputError)) throw thrown;
        return { without: `${live} cannot say anything of these rows: ${thrown.message}` };
      }
      const found = await compareOnRows(own, said, metric);
      if (found === null) return { without: `The rows of ${file} give no ${request.metric}.` };
      const { value, low, high } = found.improvement;
      return {
        live,
        rows: own.table.rows,
        candidateScore: found.one,
        liveScore: found.other,
        improvement: { estimate: value, low, high },
        source: file,
      };
    }),
  );
}
