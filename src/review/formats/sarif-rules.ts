import { type Recommendation, type RuleDeclaration, rules, type Severity } from '../../code/index.ts';
import { codeBlock, markdownText } from './markdown-text.ts';

/** SARIF's levels (section 3.27.10); critical and high are both errors, and `security-severity` tells them apart. */
export const levelOf: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** Within GitHub's bands for security alerts: over 9 critical, 7 to 8.9 high, 4 to 6.9 medium, below low. */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
};

const longestExample = 420;

/** One rule as SARIF's reportingDescriptor. */
export interface RuleDescriptor {
  id: string;
  name: string;
  shortDescription: { text: string };
  fullDescription: { text: string };
  help: { text: string; markdown: string };
  helpUri?: string;
  defaultConfiguration: { level: 'error' | 'warning' | 'note' };
  relationships?: object[];
  properties: Record<string, unknown>;
}

const declared: ReadonlyMap<string, RuleDeclaration> = new Map(rules.map((rule) => [rule.id, rule]));

/** The rule behind a finding: as it is declared, or, for a model's findings and a project's own rules, as the finding tells of it. */
export function describeRule(finding: Recommendation): RuleDescriptor & { cwe: number | null } {
  const rule = declared.get(finding.rule);
  const { category, severity, title } = rule ?? finding;
  const rationale = rule?.rationale ?? finding.message;
  const cwe = rule?.cwe ?? cweOf(finding);
  const address =
    /https?:\/\/[^\s)]+/.exec(rule?.source ?? '')?.[0] ?? (cwe === null ? undefined : cweUri(cwe));
  return {
    cwe,
    id: finding.rule,
    name: pascalCase(finding.rule),
    shortDescription: { text: title },
    fullDescription: { text: rationale },
    help: helpOf(rule, title, rationale),
    ...(address === undefined ? {} : { helpUri: address }),
    defaultConfiguration: { level: levelOf[severity] },
    ...(cwe === null ? {} : { relationships: [cweRelationship(cwe)] }),
    properties: {
      tags: [category, ...(cwe === null ? [] : [`external/cwe/cwe-${String(cwe).padStart(3, '0')}`])],
      'problem.severity': { error: 'error', warning: 'warning', note: 'recommendation' }[levelOf[severity]],
      ...(category === 'security' ? { 'security-severity': securitySeverity[severity] } : {}),
      severity,
    },
  };
}

function helpOf(rule: RuleDeclaration | undefined, title: string, rationale: string) {
  const wrong = rule?.wrong.find(({ code }) => code.length <= longestExample);
  const right = rule?.right.find(
    ({ code, language }) => code.length <= longestExample && language === wrong?.language,
  );
  const silence = rule
    ? ` To silence it on a line, with a reason: opsmith-ignore ${rule.id}: why it is meant`
    : '';
  const markdown = [
    `**${markdownText(title)}.** ${markdownText(rationale)}`,
    ...(wrong === undefined ? [] : ['Found:', codeBlock(wrong.code, wrong.language)]),
    ...(right === undefined ? [] : ['Left alone:', codeBlock(right.code, right.language)]),
    ...(silence === '' ? [] : [markdownText(silence.trim())]),
  ];
  return { text: `${title}. ${rationale}${silence}`, markdown: markdown.join('\n\n') };
}

function cweOf({ evidence }: Recommendation): number | null {
  for (const fact of evidence) {
    const number = /^CWE-(\d+)$/.exec(fact)?.[1];
    if (number !== undefined) return Number(number);
  }
  return null;
}

function cweRelationship(cwe: number): object {
  return { target: { id: String(cwe), toolComponent: { name: 'CWE', index: 0 } }, kinds: ['superset'] };
}

/** The weaknesses that rules refer to, as the taxonomy that SARIF wants them declared in. */
export function cweTaxonomy(numbers: Iterable<number>): object {
  return {
    name: 'CWE',
    organization: 'MITRE',
    informationUri: 'https://cwe.mitre.org/',
    shortDescription: { text: 'The MITRE Common Weakness Enumeration' },
    isComprehensive: false,
    taxa: [...new Set(numbers)]
      .sort((a, b) => a - b)
      .map((number) => ({
        id: String(number),
        helpUri: cweUri(number),
      })),
  };
}

const cweUri = (number: number) => `https://cwe.mitre.org/data/definitions/${number}.html`;

function pascalCase(id: string): string {
  const name = id.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
  return name.replace(/[^A-Za-z0-9]/g, '') || id;
}
