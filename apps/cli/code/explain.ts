import { resolve } from 'node:path';
import {
  detectLanguage,
  explainFinding,
  explainRule,
  findRule,
  LanguageName,
  type ListedRule,
  listRules,
  loadRuleset,
  type Recommendation,
  readSourceText,
} from '../../../src/code/index.ts';
import { loadConfig } from '../../../src/config/index.ts';
import { type ExitStatus, InputError } from '../../../src/errors/index.ts';
import type { Store } from '../../../src/store/index.ts';
import type { ExplainOptions } from '../commands/explain.ts';
import { type CliContext, printJson, warn } from '../context.ts';
import { openStateStore } from '../state-store.ts';
import { renderMarkdown } from '../terminal/markdown.ts';

/** `opsmith explain`: a recorded finding or a rule at length, composed from what is known of it. */
export async function explain(context: CliContext, id: string, options: ExplainOptions): Promise<ExitStatus> {
  const { config, warnings } = await loadConfig({ cwd: context.cwd, env: context.env });
  for (const warning of warnings) warn(context, warning);
  const { review: settings } = config;
  const ruleset = await loadRuleset({ workspace: context.cwd, folder: settings.folder, settings });
  if (!/^(rec_|\d+$)/i.test(id)) {
    const rule = findRule(ruleset, id);
    print(context, options, { rule, finding: null, text: explainRule(rule) });
    return 0;
  }
  const { finding, recordedAs } = await recordedFinding(context, id);
  const rule = listRules(ruleset).find((each) => each.id === finding.rule) ?? null;
  // Code that was pasted or piped in is kept nowhere but in the finding's quote.
  const isFile = finding.file !== '' && finding.file !== '-';
  const source = isFile ? readSourceText(resolve(context.cwd, finding.file)) : null;
  // Of a file that is gone, and of code that was pasted, the record knows the language.
  const read = source === null ? null : await detectLanguage({ path: finding.file, source });
  const byName = isFile ? await detectLanguage({ path: finding.file, source: '' }) : null;
  const known = LanguageName.safeParse(read ?? recordedAs ?? byName ?? rule?.languages[0]).data ?? null;
  print(context, options, {
    rule,
    finding,
    text: explainFinding(finding, { rule, language: known, source }),
  });
  return 0;
}

function print(
  context: CliContext,
  { json }: ExplainOptions,
  explained: { rule: ListedRule | null; finding: Recommendation | null; text: string },
): void {
  if (json) printJson(context, explained);
  else for (const line of renderMarkdown(explained.text, context.out)) context.out.line(line);
}

/** @throws InputError `unknown-recommendation` */
async function recordedFinding(
  context: CliContext,
  id: string,
): Promise<{ finding: Recommendation; recordedAs: LanguageName | null }> {
  const store = await openStateStore(context);
  try {
    const found = /^\d+$/.test(id) ? await findingAt(store, Number(id)) : await store.recommendations.get(id);
    if (found !== null) {
      const finding = found as Recommendation;
      const facts = JSON.parse((await store.recommendations.factsOf(finding.id)) ?? '{}') as {
        language?: unknown;
      };
      return { finding, recordedAs: LanguageName.safeParse(facts.language).data ?? null };
    }
    throw new InputError(
      'unknown-recommendation',
      `${/^\d+$/.test(id) ? `The last review here has no finding number ${id}` : `No review has recorded ${JSON.stringify(id.slice(0, 40))} here`}. \`opsmith review PATH\` shows findings with their ids.`,
    );
  } finally {
    await store.close();
  }
}

/** Runs that are looked through for the last one that found something. */
const mostRuns = 50;

/** A finding by its place in the last run that recorded any; null where there is none, or not so many. */
async function findingAt(store: Store, place: number): Promise<unknown | null> {
  for (const { id } of await store.runs.list({ limit: mostRuns })) {
    const findings = await store.recommendations.ofRun(id);
    if (findings.length > 0) return findings[place - 1] ?? null;
  }
  return null;
}
