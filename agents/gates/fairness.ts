import { fairnessOf, judgeRows } from '../../src/evaluate/index.ts';
import type { FairnessEvidence, Without } from '../../src/govern/index.ts';
import type { ModelVersion } from '../../src/registry/index.ts';
import type { GateEvidenceOptions } from './gate-evidence.ts';
import { rowsOf, withModel } from './judged-rows.ts';

/** The gaps between the groups of columns: those that are named, else those that the model was trained to look after. */
export async function measureFairness(
  { registry, data, workspace }: GateEvidenceOptions,
  version: ModelVersion,
  wanted: readonly string[] | null,
): Promise<FairnessEvidence | Without> {
  const own = version.record.protectedColumns;
  const columns = wanted ?? (Array.isArray(own) ? own.map(String) : []);
  if (columns.length === 0)
    return {
      without:
        'The policy asks for fairness, but neither it (fairness.columns) nor the model (`opsmith train --protected`) names a column.',
    };
  if (data === null)
    return {
      without:
        'Gaps between groups are measured on rows that were not learned from, and none were given: `--data FILE`.',
    };
  return withModel(registry, version.id, async (trained) => {
    const judged = await judgeRows(trained, await rowsOf(data, workspace));
    const found: FairnessEvidence['columns'][number][] = [];
    for (const column of columns) {
      const { demographicParity, equalizedOdds, calibration } = await fairnessOf(judged, column);
      found.push({ column, demographicParity, equalizedOdds, calibration });
    }
    return { columns: found, source: data };
  });
}
