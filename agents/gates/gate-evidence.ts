import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DataChecksEvidence, GateEvidence, Without } from '../../src/govern/index.ts';
import { type ModelVersion, type Registry, repositoryHealth } from '../../src/registry/index.ts';

export interface GateEvidenceOptions {
  registry: Registry;
  /** The stage that it is about. */
  stage: 'staging' | 'production';
  /** Absolute; where the repository is, and what paths of tables are relative to. */
  workspace: string;
  /** Rows that no version has learned from, with what is true of them; null where nobody gave any. */
  data: string | null;
}

const noRows =
  'It has to be measured on rows that were not learned from, and none were given: `--data FILE`, with the column that the model predicts.';

/** What the gates judge by, measured with the engine when it is asked for. */
export function gateEvidence(
  options: GateEvidenceOptions,
): (version: ModelVersion, live: ModelVersion | null) => GateEvidence {
  const { registry, stage, workspace, data } = options;
  return (version, live) => ({
    metrics: async () => version.metrics,
    async comparison(metric) {
      if (live === null) return 'no-live';
      if (data === null) return { without: noRows };
      const { compareVersionsOnRows } = await import('./compare-on-rows.ts');
      return compareVersionsOnRows({
        registry,
        candidate: version.id,
        live: live.id,
        metric,
        file: data,
        workspace,
      });
    },
    async calibration() {
      if (version.record.task === 'regression') return 'not-applicable';
      const { measureCalibration } = await import('./calibration.ts');
      return measureCalibration(options, version);
    },
    async latency() {
      const { measureLatency } = await import('./measure-latency.ts');
      return measureLatency(registry, version.id, { file: data, workspace });
    },
    async fairness(columns) {
      if (version.record.task === 'regression') return 'not-applicable';
      const { measureFairness } = await import('./fairness.ts');
      return measureFairness(options, version, columns);
    },
    dataChecks: () => dataChecksOf(version, workspace),
    approvals: async () =>
      (await registry.approvals(version.id)).filter((approval) => approval.stage === stage),
    repository: () => repositoryHealth(workspace, version),
  });
}

/** What the checks find in the table that it was trained on, where that still lies where it did. */
async function dataChecksOf(version: ModelVersion, workspace: string): Promise<DataChecksEvidence | Without> {
  const { data, target } = version.record as { data?: { source?: unknown }; target?: unknown };
  const source = data?.source;
  if (typeof source !== 'string' || typeof target !== 'string')
    return { without: 'The version does not say what table it was trained on.' };
  if (!existsSync(resolve(workspace, source)))
    return {
      without: `The table ${source} that it was trained on is not there any more, so that it cannot be checked.`,
    };
  const { checkTable, readTable } = await import('../../src/data/index.ts');
  const { table, warnings } = await readTable(source, { workspace });
  const findings = await checkTable({ table, target, warnings });
  return {
    source,
    findings: findings.map(({ code, severity, message }) => ({
      check: code,
      severity: severity === 'high' || severity === 'critical' ? 'error' : 'warning',
      message,
    })),
  };
}
