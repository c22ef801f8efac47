import { z } from 'zod';
import { type RuleDeclaration, rules } from '../../../src/code/index.ts';
import { closestName, InputError } from '../../../src/errors/index.ts';
import { codeBlock } from '../../../src/review/index.ts';
import { capped, defineTool } from '../tool.ts';

type RuleExample = RuleDeclaration['right'][number];

const Example = z.object({ language: z.string(), code: z.string() });

const Output = z.object({
  id: z.string(),
  title: z.string(),
  category: z.string(),
  severity: z.string(),
  languages: z.array(z.string()),
  rationale: z.string(),
  cwe: z.number().nullable(),
  source: z.string().nullable(),
  remediation_minutes: z.number(),
  looks_at_tests: z.boolean(),
  wrong: z.array(Example).describe('code that the rule finds'),
  right: z.array(Example).describe('code that looks like it and is left alone'),
});

/** `explain_rule`: what a rule looks for and why, with code that it finds and code that it leaves alone. */
export const explainRuleTool = defineTool({
  name: 'explain_rule',
  title: 'Explain a rule',
  description:
    'Explains a rule of the review by its id (the `rule` of a finding): what it looks for, why it matters, examples of wrong and right code, and how to silence it. The resource opsmith://rules lists all ids.',
  input: z.strictObject({ rule: z.string().min(1).describe('The id, such as sql-injection.') }),
  output: Output,
  async execute({ rule }) {
    const found = findRule(rule);
    return { text: capped(ruleText(found)), data: dataOf(found) };
  },
});

/** @throws InputError `rule-unknown`, with the nearest */
export function findRule(id: string): RuleDeclaration {
  const wanted = id.trim().toLowerCase();
  const found = rules.find((rule) => rule.id === wanted);
  if (found !== undefined) return found;
  const ids = rules.map((rule) => rule.id);
  const near = closestName(wanted, ids);
  const alike = ids.filter((each) => wanted.length > 2 && each.includes(wanted)).slice(0, 5);
  const hint =
    near !== null
      ? ` Did you mean "${near}"?`
      : alike.length > 0
        ? ` Ids with that in them: ${alike.join(', ')}.`
        : '';
  throw new InputError(
    'rule-unknown',
    `There is no rule "${id.slice(0, 80)}".${hint} The resource opsmith://rules lists all ${ids.length}.`,
  );
}

/** A rule in Markdown. */
export function ruleText(rule: RuleDeclaration): string {
  const facts = [
    `${rule.category}, ${rule.severity}`,
    rule.languages.join(', '),
    ...(rule.cwe === undefined ? [] : [`CWE-${rule.cwe}`]),
    ...(rule.source === undefined ? [] : [`source: ${rule.source}`]),
    ...(rule.skipTests ? ['not looked for in test code'] : []),
  ];
  const examples = (title: string, shown: readonly RuleExample[]) =>
    shown.length === 0 ? [] : [title, ...shown.map(({ code, language }) => codeBlock(code, language))];
  return [
    `# ${rule.id}: ${rule.title}`,
    facts.join(' · '),
    rule.rationale,
    ...examples('Found:', shortest(rule.wrong)),
    ...examples('Left alone:', shortest(rule.right)),
    `To silence it where it is meant, a comment on the line or the one before: opsmith-ignore ${rule.id}: the reason`,
  ].join('\n\n');
}

function dataOf(rule: RuleDeclaration): z.infer<typeof Output> {
  const example = ({ language, code }: RuleExample) => ({ language, code });
  return {
    id: rule.id,
    title: rule.title,
    category: rule.category,
    severity: rule.severity,
    languages: [...rule.languages],
    rationale: rule.rationale,
    cwe: rule.cwe ?? null,
    source: rule.source ?? null,
    remediation_minutes: rule.remediationMinutes,
    looks_at_tests: rule.skipTests !== true,
    wrong: shortest(rule.wrong).map(example),
    right: shortest(rule.right).map(example),
  };
}

/** Two examples say it; those that show a size are long. */
function shortest(examples: readonly RuleExample[]): RuleExample[] {
  return examples.toSorted((a, b) => a.code.length - b.code.length).slice(0, 2);
}
