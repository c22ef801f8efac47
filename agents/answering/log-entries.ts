import type { AuditEntry } from '../../src/govern/index.ts';
import { inlineCode } from '../tools/figures.ts';

/** An entry of the registry's log as a sentence: when, what, by whom and why. */
export function entrySentence(entry: AuditEntry): string {
  const { seq, at, actor, model, version, body } = entry;
  const what = model === null ? '' : ` ${inlineCode(version === null ? model : `${model}@${version}`)}`;
  const why = typeof body.reason === 'string' && body.reason !== '' ? `: ${body.reason}` : '';
  return `${at.slice(0, 16).replace('T', ' ')}:${what} ${happening(entry)} by ${actor}${why} (entry ${seq})`;
}

const stage = (value: unknown) => (typeof value === 'string' ? value : 'no stage');

function happening({ kind, body }: AuditEntry): string {
  switch (kind) {
    case 'stage-changed': {
      const instead = typeof body.replaced === 'string' ? ` in place of ${body.replaced}` : '';
      const move =
        body.move === 'rolled-back' ? 'was rolled back' : body.to === 'archived' ? 'was archived' : 'went';
      return `${move} from ${stage(body.from)} to ${stage(body.to)}${instead}`;
    }
    case 'gate-decision': {
      const failed = (body.controls as { control: string; status: string }[] | undefined)?.filter(
        ({ status }) => status === 'fail',
      );
      return `was ${body.allowed === true ? '' : 'not '}let through to ${stage(body.stage)}${failed?.length ? ` (${failed.map(({ control }) => control).join(', ')})` : ''}`;
    }
    case 'alias-set':
      return `was called @${String(body.alias)}`;
    case 'alias-removed':
      return `is no longer called @${String(body.alias)}`;
    case 'approved':
      return `was approved for ${stage(body.stage)}`;
    case 'approval-withdrawn':
      return `lost the approval for ${stage(body.stage)}`;
    case 'version-registered':
      return 'was registered';
    default:
      return kind.replaceAll('-', ' ');
  }
}
