import { calibrationOf, judgeRows } from '../../src/evaluate/index.ts';
import { type CalibrationEvidence, sameMetric, type Without } from '../../src/govern/index.ts';
import type { ModelVersion } from '../../src/registry/index.ts';
import type { GateEvidenceOptions } from './gate-evidence.ts';
import { rowsOf, withModel } from './judged-rows.ts';

/** The calibration error on the rows that were given; without any, the one that was measured when it was trained. */
export async function measureCalibration(
  { registry, data, workspace }: GateEvidenceOptions,
  version: ModelVersion,
): Promise<CalibrationEvidence | Without> {
  if (data !== null)
    return withModel(registry, version.id, async (trained) => {
      const found = await calibrationOf(await judgeRows(trained, await rowsOf(data, workspace)));
      if (found === null) return { without: `The rows of ${data} give no calibration error.` };
      return { error: found.error.value, byChance: found.byChance, source: data };
    });
  const kept = Object.entries(version.metrics).find(
    ([name]) => sameMetric(name) === sameMetric('calibrationError'),
  );
  return kept === undefined
    ? {
        without:
          'Its calibration error was not measured when it was trained; `--data FILE` gives rows to measure it on.',
      }
    : { error: kept[1], byChance: null, source: 'its own test rows, when it was trained' };
}
