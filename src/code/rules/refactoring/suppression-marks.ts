import { closestName } from '../../../errors/index.ts';
import { withoutMark } from '../../fixes/left-over.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { type Suppression, silences, suppressionsIn } from '../suppressions.ts';

/** Rules about the marks that silence other rules. */
export const suppressionRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'suppression-without-reason',
    category: 'style',
    severity: 'low',
    languages: everyLanguage,
    title: 'Suppression without a rule or a reason',
    rationale:
      'A mark that does not say what it silences, and why, cannot be judged by the next reader. It silences nothing.',
    remediationMinutes: 5,
    checkAfterAll(context) {
      for (const mark of marksOf(context)) {
        if (mark.reason !== null) continue;
        // Words that are no rule's id are no names: `opsmith-ignore: generated code`.
        const rules = mark.rules.filter((rule) => context.knows(rule) || rule.startsWith('model-'));
        reportMark(context, mark, {
          message:
            rules.length === 0
              ? 'This mark names no rule that there is, so it silences nothing.'
              : `This mark does not say why \`${rules.join(', ')}\` may be silent here, so it silences nothing.`,
          suggestion: `Write the rule and the reason: \`opsmith-ignore ${rules.join(', ') || 'rule-id'}: why it is all right here\`.`,
        });
      }
    },
    wrong: [
      {
        language: 'javascript',
        code: 'f();\nreturn eval(text); // opsmith-ignore eval-of-data\n',
        line: 2,
      },
      { language: 'python', code: '# opsmith-ignore\nx = 1\n' },
      { language: 'python', code: '# opsmith-ignore: generated code\nx = 1\n' },
    ],
    right: [
      {
        language: 'javascript',
        code: 'f();\nreturn eval(text); // opsmith-ignore eval-of-data: the text is our own\n',
      },
      { language: 'python', code: 'text = "# opsmith-ignore"\n' },
      { language: 'go', code: 'package a\n\n// See opsmith-ignore in the manual.\nvar x = 1\n' },
    ],
  }),
  defineRule({
    id: 'unused-suppression',
    category: 'style',
    severity: 'low',
    languages: everyLanguage,
    title: 'Suppression of nothing',
    rationale:
      'The finding that it silenced is gone, or the mark never hit it. The next real finding at this place would be silenced unseen.',
    remediationMinutes: 2,
    checkAfterAll(context) {
      for (const mark of marksOf(context)) {
        if (mark.reason === null) continue;
        const idle = mark.rules.filter(
          (rule) =>
            context.maySpeak(rule) &&
            !context.findings.some((finding) => finding.rule === rule && silences(mark, finding)),
        );
        if (idle.length > 0) reportMark(context, mark, reportOf(mark, idle, context));
      }
    },
    wrong: [
      {
        language: 'javascript',
        code: '// opsmith-ignore eval-of-data: the text is our own\nf(text);\n',
        fixed: '\nf(text);\n',
      },
      {
        language: 'python',
        code: 'x = 1\n# opsmith-ignore-file eval-of-dat: generated\ny = 2\n',
        line: 2,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: '// opsmith-ignore eval-of-data: the text is our own\nfunction f(text) { return eval(text); }\n',
      },
      {
        language: 'javascript',
        code: '// opsmith-ignore-start eval-of-data: the text is our own\nfunction f(text) {\n  return eval(text);\n}\n// opsmith-ignore-end\n',
      },
    ],
  }),
];

const takeAway = 'Take the mark away.';

function marksOf(context: RuleContext): Suppression[] {
  return suppressionsIn(context.tree, context.language);
}

function reportMark(
  context: RuleContext,
  { start, end, line }: Suppression,
  report: { message: string; suggestion: string },
): void {
  const mend = report.suggestion === takeAway ? withoutMark({ start, end }, context) : {};
  context.reportRange(start, end, line, line, { ...report, ...mend });
}

function reportOf(mark: Suppression, idle: readonly string[], context: RuleContext) {
  const unknown = idle.find((rule) => !context.knows(rule));
  if (unknown === undefined)
    return {
      message: `${idle.map((rule) => `\`${rule}\``).join(' and ')} ${idle.length === 1 ? 'finds' : 'find'} nothing ${placeOf(mark)}.`,
      suggestion: idle.length === mark.rules.length ? takeAway : 'Take the name out of the mark.',
    };
  const near = closestName(unknown, context.knownRules);
  return {
    message: `There is no rule \`${unknown}\`.`,
    suggestion: near === null ? takeAway : `Did you mean \`${near}\`?`,
  };
}

function placeOf({ from, to, line }: Suppression): string {
  if (from === 1 && to > line + 1) return 'in this file';
  return to > line + 1 ? `from line ${from} to ${to}` : 'here';
}
