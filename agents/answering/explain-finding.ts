import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { LanguageName, ListedRule, Recommendation } from '../../src/code/index.ts';
import type { ActionContext, ResultItem } from '../define.ts';

type Place = Pick<ActionContext, 'workspace' | 'config' | 'store' | 'previous'>;

const idPattern = /\brec_[0-9a-f]{10}\b/;

/** Whether an item's id is that of a finding of a review. */
export function isFindingId(id: string): boolean {
  return idPattern.test(id);
}

/** A finding of a review at length, where an item of the last result is one; null for items of other kinds. */
export async function explainItem({ id }: ResultItem, context: Place): Promise<string | null> {
  if (!isFindingId(id)) return null;
  const finding = findingOf(id, context.previous?.data ?? []) ?? (await recorded(id, context));
  return finding === null ? null : explained(finding, context);
}

/** What a text names by its id, at length: a finding that was ever recorded here, or a rule; null where it names neither. */
export async function explainNamed(text: string, context: Place): Promise<string | null> {
  const id = idPattern.exec(text.toLowerCase())?.[0];
  if (id !== undefined) {
    const finding = await recorded(id, context);
    return finding === null ? `No review has recorded \`${id}\` here.` : explained(finding, context);
  }
  const words = new Set(text.toLowerCase().match(/[a-z]+(?:-[a-z]+)+/g) ?? []);
  if (words.size === 0) return null;
  const rule = (await rulesOf(context)).find((each) => words.has(each.id));
  if (rule === undefined) return null;
  const { explainRule } = await import('../../src/code/index.ts');
  return explainRule(rule);
}

async function explained(finding: Recommendation, context: Place): Promise<string> {
  const { explainFinding, readSourceText, detectLanguage } = await import('../../src/code/index.ts');
  const rule = (await rulesOf(context)).find((each) => each.id === finding.rule) ?? null;
  const path = pathWithin(context.workspace, finding.file);
  const source = path === null ? null : readSourceText(path);
  // Of a file that is gone, and of code that was pasted, the record knows the language.
  const language: LanguageName | null =
    path === null
      ? await recordedLanguage(finding, context)
      : await detectLanguage({ path, source: source ?? '' });
  return explainFinding(finding, { rule, language: language ?? rule?.languages[0] ?? null, source });
}

async function recordedLanguage(
  { id, file }: Recommendation,
  { store }: Place,
): Promise<LanguageName | null> {
  const { detectLanguage, LanguageName } = await import('../../src/code/index.ts');
  const facts = JSON.parse((await store.recommendations.factsOf(id)) ?? '{}') as { language?: unknown };
  const known = LanguageName.safeParse(facts.language).data;
  if (known !== undefined || file === '' || file === '-') return known ?? null;
  return detectLanguage({ path: file, source: '' });
}

async function rulesOf({ workspace, config }: Place): Promise<readonly ListedRule[]> {
  const { listRules, loadRuleset } = await import('../../src/code/index.ts');
  const { review: settings } = config;
  return listRules(await loadRuleset({ workspace, folder: settings.folder, settings }));
}

function findingOf(id: string, results: readonly unknown[]): Recommendation | null {
  for (const result of results) {
    const { recommendations, findings } = (result ?? {}) as { recommendations?: unknown; findings?: unknown };
    // A comparison has what is gone, new and kept apart.
    const lists = [recommendations, ...Object.values((findings ?? {}) as Record<string, unknown>)];
    for (const list of lists) {
      if (!Array.isArray(list)) continue;
      const found = list.find((each: Partial<Recommendation>) => each.id === id);
      if (found !== undefined) return found as Recommendation;
    }
  }
  return null;
}

async function recorded(id: string, { store }: Place): Promise<Recommendation | null> {
  return (await store.recommendations.get(id)) as Recommendation | null;
}

/** The real path of a file that a finding names, or null where it is gone, is none (code that was pasted) or lies outside of the workspace. */
function pathWithin(workspace: string, file: string): string | null {
  if (file === '' || file === '-') return null;
  try {
    const real = realpathSync(resolve(workspace, file));
    const root = realpathSync(workspace);
    return real.startsWith(root.endsWith(sep) ? root : root + sep) ? real : null;
  } catch {
    return null;
  }
}
