import { z } from 'zod';
import { explainRule, findRule, type ListedExample, type ListedRule } from '../../../src/code/index.ts';
import { capped, defineTool } from '../tool.ts';
import type { Workspace } from '../workspace.ts';

const Example = z.object({ language: z.string(), code: z.string() });

const Output = z.object({
  id: z.string(),
  title: z.string(),
  category: z.string(),
  severity: z.string(),
  languages: z.array(z.string()),
  enabled: z.boolean(),
  origin: z.string().describe('built-in, or a rule or metric of the workspace'),
  rationale: z.string(),
  fix: z.string().nullable().describe('what mends it'),
  cwe: z.number().nullable(),
  source: z.string().nullable(),
  remediation_minutes: z.number(),
  wrong: z.array(Example).describe('code that the rule finds'),
  right: z.array(Example).describe('code that looks like it and is left alone'),
});

/** `explain_rule`: what a rule looks for and why, with code that it finds and code that it leaves alone. */
export function createExplainTool({ settings }: Pick<Workspace, 'settings'>) {
  return defineTool({
    name: 'explain_rule',
    title: 'Explain a rule',
    description:
      'Explains a rule of the review by its id (the `rule` of a finding): what it looks for, why it matters, examples of wrong and right code, and how to silence it. The resource opsmith://rules lists all ids.',
    input: z.strictObject({ rule: z.string().min(1).max(200).describe('The id, such as sql-injection.') }),
    output: Output,
    async execute({ rule: id }) {
      const rule = findRule((await settings()).ruleset, id.trim().toLowerCase());
      return { text: capped(explainRule(rule)), data: dataOf(rule) };
    },
  });
}

function dataOf({
  remediationMinutes,
  wrong,
  right,
  languages,
  ...rule
}: ListedRule): z.infer<typeof Output> {
  return {
    ...rule,
    languages: [...languages],
    remediation_minutes: remediationMinutes,
    wrong: shortest(wrong),
    right: shortest(right),
  };
}

/** Two examples say it; those that show a size are long. */
function shortest(examples: readonly ListedExample[]): { language: string; code: string }[] {
  return examples.toSorted((a, b) => a.code.length - b.code.length).slice(0, 2);
}
