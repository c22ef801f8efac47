import { describe, expect, it } from 'vitest';
import { renderVersions } from '../../../../apps/cli/render/models-text.ts';
import { createScreen } from '../../../../apps/cli/terminal/screen.ts';
import type { ModelVersion } from '../../../../src/registry/index.ts';

const version = (parts: Partial<ModelVersion>): ModelVersion => ({
  ...{ model: 'claims-claim-amount', version: '1.0.0', id: 'claims-claim-amount@1.0.0', stage: 'production' },
  ...{ aliases: [], artifact: { sha256: 'a', files: [] } as unknown as ModelVersion['artifact'], run: null },
  ...{ gitCommit: null, registeredAt: new Date().toISOString(), registeredBy: 'validator', notes: null },
  choice: { proposed: '1.0.0', bump: null, reasons: [], comparedWith: null, overridden: false },
  metrics: { rmse: 1352.123, mse: 1_827_000, mae: 276.912 },
  record: { metric: 'mae' },
  ...parts,
});

function shown(columns: number, versions: readonly ModelVersion[]): string[] {
  const stream = { isTTY: true, columns, write: () => true };
  return renderVersions(versions, createScreen(stream as never, { NO_COLOR: '1', LANG: 'en_US.UTF-8' }));
}

describe('a list of versions', () => {
  it('shows in full what each was chosen by, in 80 columns too', () => {
    const lines = shown(80, [version({})]);
    expect(lines[0]).not.toMatch(/aliases/);
    expect(lines[1]).toMatch(/claims-claim-amount +1\.0\.0 +production +mae 276\.9 +just now/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows more of them, and by whom it was registered, where there is room', () => {
    const lines = shown(120, [version({ aliases: ['champion'] })]);
    expect(lines[0]).toMatch(/aliases +metrics/);
    expect(lines[1]).toMatch(/@champion +mae 276\.9, rmse 1352, mse 1827000 .*validator/);
  });
});
