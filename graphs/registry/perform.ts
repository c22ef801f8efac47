import { userInfo } from 'node:os';
import { compareVersionsOnRows } from '../../agents/gates/compare-on-rows.ts';
import { insideWorkspace } from '../../agents/tools/inside-workspace.ts';
import type { Config } from '../../src/config/index.ts';
import { InputError } from '../../src/errors/index.ts';
import { compareRecords, openProjectRegistry, type Registry } from '../../src/registry/index.ts';
import type { Store } from '../../src/store/index.ts';
import { missingField } from '../missing-field.ts';
import type { OnceResult } from '../run-once.ts';
import type { RegistryRequest } from './request.ts';

export interface RegistryWork {
  store: Store;
  config: Config;
  /** Absolute; paths of a request are relative to it. */
  workspace: string;
  /** The run that it is done in: what is registered and set happens once in it. */
  run: string;
}

/** Does what the registry is asked, but for what needs an approval. @throws InputError `missing-field`, and what the registry throws */
export async function performRegistry(request: RegistryRequest, work: RegistryWork): Promise<OnceResult> {
  const { store, config, workspace, run } = work;
  const registry = openProjectRegistry({ store, config, cwd: workspace });
  const { action } = request;
  const doing = {
    actor: request.by ?? userInfo().username,
    reason: request.reason,
    effect: { run, step: '1', name: action },
  };
  switch (action) {
    case 'list': {
      const { model, stage } = request;
      const models = await registry.list({ ...(model && { model }), ...(stage && { stage }) });
      return {
        data: { models },
        text:
          models.map(({ id, stage: at }) => `- \`${id}\` ${at ?? ''}`.trim()).join('\n') ||
          'There is no such version.',
      };
    }
    case 'show': {
      const version = await registry.get(needed(request, 'model'));
      const approvals = await registry.approvals(version.id);
      return {
        data: { ...version, approvals },
        text: `\`${version.id}\`: ${version.stage ?? 'in no stage'}.`,
      };
    }
    case 'compare':
      return compare(request, registry, workspace);
    case 'history': {
      const entries = await registry.history(needed(request, 'model'));
      return { data: { entries }, text: `${entries.length} entries.` };
    }
    case 'at': {
      const { production, takenOut, staging, aliases } = await registry.at(
        needed(request, 'model'),
        request.time === undefined ? new Date() : new Date(request.time),
      );
      const text =
        production === null
          ? `Nothing was in production${takenOut === null ? '' : `: ${takenOut.version} was there until ${takenOut.why}`}.`
          : `\`${production.version}\` was in production: ${production.why}.`;
      return { data: { production, takenOut, staging, aliases: Object.fromEntries(aliases) }, text };
    }
    case 'lineage': {
      const lineage = await registry.lineage(needed(request, 'model'), request.direction ?? 'both');
      return {
        data: lineage,
        text:
          lineage.nodes.map(({ kind, label }) => `- ${kind}: ${label}`).join('\n') ||
          'Nothing is known of it.',
      };
    }
    case 'verify': {
      const { model } = request;
      const report = await registry.verify(model === undefined ? {} : { model });
      const problems = report.problems.map(({ id, message }) => `- \`${id}\`: ${message}`);
      return { data: report, text: report.ok ? `${report.files} files are whole.` : problems.join('\n') };
    }
    case 'audit': {
      const report = await registry.audit.verify();
      const problems = report.problems.map(({ message }) => `- ${message}`);
      return {
        data: report,
        text: report.ok ? `${report.entries} entries are unchanged.` : problems.join('\n'),
      };
    }
    case 'register': {
      const { run: maker, version } = request;
      const made = await registry.register({
        ...doing,
        name: needed(request, 'model'),
        folder: insideWorkspace(workspace, needed(request, 'folder')),
        ...(maker && { run: maker }),
        ...(version && { version }),
      });
      return { data: made, text: `\`${made.id}\` is registered: ${made.choice.reasons.join('; ')}.` };
    }
    case 'approve': {
      const { stage = 'production' } = request;
      const done = await registry.approve({ ...doing, reference: needed(request, 'model'), stage });
      return {
        data: { ...done, stage },
        text: `${doing.actor} approves of \`${done.model}@${done.version}\` for ${stage}.`,
      };
    }
    case 'alias': {
      const alias = needed(request, 'alias');
      const done = await registry.setAlias({ ...doing, reference: needed(request, 'model'), alias });
      return { data: { ...done, alias }, text: `\`${done.model}@${alias}\` is ${done.version}.` };
    }
    case 'export': {
      const { version, bytes } = await registry.export(
        needed(request, 'model'),
        insideWorkspace(workspace, needed(request, 'file')),
      );
      return { data: { id: version.id, bytes }, text: `\`${version.id}\` is exported: ${bytes} bytes.` };
    }
    case 'import': {
      const { version: number, model: name } = request;
      const file = insideWorkspace(workspace, needed(request, 'file'));
      const { version, isNew } = await registry.import({ ...doing, file, name, version: number });
      return {
        data: { ...version, isNew },
        text: `\`${version.id}\` is ${isNew ? 'registered' : 'here already'}.`,
      };
    }
    case 'promote':
    case 'rollback':
      throw new InputError(
        'needs-approval',
        `${action} asks for an approval and goes through the supervisor.`,
      );
  }
}

async function compare(request: RegistryRequest, registry: Registry, workspace: string): Promise<OnceResult> {
  const first = await registry.get(needed(request, 'model'));
  const second = await registry.get(needed(request, 'other'));
  const found = compareRecords(first, second);
  const text =
    found.changes.map((change) => `- ${change}`).join('\n') ||
    'Nothing differs in what they say of themselves.';
  if (request.data === undefined) return { data: found, text };
  const onSameRows = await compareVersionsOnRows({
    registry,
    candidate: second.id,
    live: first.id,
    metric: needed(request, 'metric'),
    file: request.data,
    workspace,
  });
  if ('without' in onSameRows) throw new InputError('not-comparable', onSameRows.without);
  const { estimate, low, high } = onSameRows.improvement;
  return {
    data: { ...found, onSameRows },
    text: `${text}\n\nOn the same rows better by ${estimate} (${low} to ${high}).`,
  };
}

function needed<Name extends keyof RegistryRequest>(
  request: RegistryRequest,
  name: Name,
): NonNullable<RegistryRequest[Name]> {
  const value = request[name];
  if (value !== undefined) return value as NonNullable<RegistryRequest[Name]>;
  throw missingField(request.action, name);
}
