import { categories } from '../types.ts';
import { rules } from './index.ts';
import { familyOf } from './languages.ts';
import type { RuleDeclaration, RuleExample } from './rule.ts';

/** Examples longer than this show a size, not a shape, and are left to the tests. */
const longestExample = 420;

/** The rules as a Markdown page, from their declarations: what `docs/rules.md` holds. */
export function describeRules(): string {
  const lines = [
    '# The rules of the review',
    '',
    'This page is written from the declarations in `src/code/rules/`; a test keeps it in step (`UPDATE_DOCS=1 npx vitest run test/src/code/rules` rewrites it).',
    'How a review uses them, and how to silence one, is in [reviews.md](reviews.md); how often they are right on real code is in [precision.md](precision.md).',
    '',
    `There are ${rules.length} rules. Minutes are estimates of what mending takes; they make the technical-debt ratio.`,
    `${rules.filter(({ offByDefault }) => offByDefault !== undefined).length} of them are off unless \`review.rules\` names them or \`opsmith review --rules all\` (\`review.ruleSet\`) asks for all; so are the less sure findings of ${rules.filter(({ unsure }) => unsure !== undefined).length} others.`,
    '',
  ];
  for (const category of categories) {
    const members = rules.filter((rule) => rule.category === category).sort((a, b) => (a.id < b.id ? -1 : 1));
    if (members.length === 0) continue;
    lines.push(
      `## ${category[0]!.toUpperCase()}${category.slice(1)}`,
      '',
      '| rule | severity | languages | minutes |',
      '|---|---|---|---|',
    );
    for (const rule of members) {
      lines.push(
        `| [${rule.id}](#${rule.id}) | ${rule.severity}${rule.offByDefault !== undefined ? ', off' : rule.unsure !== undefined ? ', in part off' : ''} | ${languagesOf(rule)} | ${rule.remediationMinutes} |`,
      );
    }
    lines.push('');
    for (const rule of members) lines.push(...describeRule(rule));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function describeRule(rule: RuleDeclaration): string[] {
  const facts = [
    `${rule.severity} · ${languagesOf(rule)}`,
    ...(rule.cwe === undefined
      ? []
      : [`[CWE-${rule.cwe}](https://cwe.mitre.org/data/definitions/${rule.cwe}.html)`]),
    ...(rule.source === undefined ? [] : [`source: ${rule.source}`]),
    ...(rule.skipTests === true ? ['not looked for in test code'] : []),
    ...(rule.offByDefault === undefined ? [] : [`**off by default**: ${rule.offByDefault}`]),
    ...(rule.unsure === undefined ? [] : [`**off by default in part**: ${rule.unsure}`]),
  ];
  const wrong = rule.wrong.find((example) => example.code.length <= longestExample);
  const right = rule.right.find(
    (example) => example.code.length <= longestExample && example.language === wrong?.language,
  );
  return [
    `### ${rule.id}`,
    '',
    `${rule.title}. ${rule.rationale}`,
    '',
    `${facts.join(' · ')}`,
    '',
    ...(wrong === undefined ? [] : ['Found:', '', ...fenced(wrong)]),
    ...(wrong === undefined || right === undefined ? [] : ['Left alone:', '', ...fenced(right)]),
  ];
}

function fenced(example: RuleExample): string[] {
  return [`\`\`\`\`${example.language}`, ...example.code.split('\n'), '````', ''];
}

/** The languages in short: all four of JavaScript's as one, every language as "all". */
function languagesOf(rule: RuleDeclaration): string {
  if (rule.languages.length === 13) return 'all';
  const named = rule.languages.map((language) =>
    familyOf(language) === 'js' ? 'javascript, typescript' : language,
  );
  return [...new Set(named)].join(', ');
}
