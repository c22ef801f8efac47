import { analyzeSource, type Finding } from '../../../../src/code/index.ts';
import { findInTree } from '../../../../src/code/rules/reading/find.ts';
import type { RuleExample } from '../../../../src/code/rules/rule.ts';

/** All that the rules find in an example, before anything is dropped; `rule` speaks even where it is off by default. */
export async function rawFindings(
  { language, code, path = 'example' }: RuleExample,
  rule: string,
): Promise<Finding[]> {
  const { file, tree } = await analyzeSource({ source: code, language, path });
  const { functions, metrics } = file;
  return findInTree({ tree, language, path, functions, sloc: metrics.sloc, enabled: [rule] });
}
