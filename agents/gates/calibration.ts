import { type CalibrationEvidence, sameMetric, type Without } from '../../src/govern/index.ts';
import type { ModelVersion } from '../../src/registry/index.ts';
import { scoreOf } from '../../src/train/index.ts';
import type { GateEvidenceOptions } from './gate-evidence.ts';
import { labelledRows, predictionsOf, withModel } from './judged-rows.ts';

/** The calibration error on the rows that were given; without any, the one that was measured when it was trained. */
export async function calibrationOf(
  { registry, data, workspace }: GateEvidenceOptions,
  version: ModelVersion,
): Promise<CalibrationEvidence | Without> {
  if (data !== null)
    return withModel(registry, version.id, async (trained) => {
      const rows = await labelledRows(data, trained, workspace);
      const error = scoreOf('calibrationError', rows.target, predictionsOf(trained, rows));
      return error === null
        ? { without: `The calibration error cannot be computed on the rows of ${data}.` }
        : { error, source: data };
    });
  const kept = Object.entries(version.metrics).find(
    ([name]) => sameMetric(name) === sameMetric('calibrationError'),
  );
  return kept === undefined
    ? {
        without:
          'Its calibration error was not measured when it was trained; `--data FILE` gives rows to measure it on.',
      }
    : { error: kept[1], source: 'its own test rows, when it was trained' };
}
