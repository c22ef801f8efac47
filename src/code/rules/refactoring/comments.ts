import { withoutComments } from '../../fixes/statements.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** A line that reads as code and not as a sentence. */
const codeLine =
  /([;{}]|\);?|\):|=>\s*\{?|\],?|,)\s*$|^\s*(if|for|while|else|elif|return|import|from|const|let|var|def|class|function|func|try|except|catch|switch|case|break|continue|end|do|package|use|public|private|protected|static|void|int|@\w+|#include|fn|pub|self\.)\b.*[(:={;]|^\s*[\w.$\]["']+\s*(\+|-)?=\s*\S|^\s*[\w.$]+\([^)]*\)\s*;?$/;
const strongLine = /;\s*$|\{\s*$|^\s*\}|^\s*[\w.$]+\([^ ]*.*\)\s*;?\s*$|^\s*[\w.$]+\s*=\s*[^=]|\)\s*:\s*$/;

/** The text of a line comment without its mark, or null for comments that are documentation, licences or directives. */
function plainText(text: string): string | null {
  if (
    /^(\/\/\/|\/\/!|\/\*|#!|#:|##|\/\/\s*(eslint|tslint|prettier|biome|@ts-|istanbul|c8|nolint|go:|\+build|#region|clang-format)|#\s*(type:|noqa|pylint|frozen_string|coding|-\*-|rubocop|pragma))/.test(
      text,
    )
  )
    return null;
  return text.replace(/^(\/\/|#)\s?/, '');
}

export const commentRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'commented-out-code',
    category: 'refactoring',
    severity: 'low',
    languages: everyLanguage,
    title: 'Code kept in comments',
    rationale: 'Nobody knows whether it still works or why it is there; the version history keeps it better.',
    source: 'Martin, Clean Code, 2008, chapter 4',
    remediationMinutes: 5,
    skipTests: true,
    checkFile(context) {
      const { tree } = context;
      let run: number[] = [];
      const flush = (): void => {
        judge(run, context);
        run = [];
      };
      const { comments } = context;
      for (let node = 0; node < tree.count; node += 1) {
        if (comments[tree.symbol[node]!] === 0 || !context.isComment(node)) continue;
        const last = run.at(-1);
        const adjacent = last !== undefined && tree.line[node]! === tree.line[last]! + 1;
        if (!adjacent) flush();
        if (standsAlone(node, context)) run.push(node);
        else flush();
      }
      flush();
    },
    wrong: [
      {
        language: 'javascript',
        code: 'f();\n// if (user.active) {\n//   send(user);\n//   count += 1;\n//   log(user.name);\n// }\ng();',
        line: 2,
        fixed: 'f();\ng();',
      },
      {
        language: 'python',
        code: 'f()\n# for user in users:\n#     send(user)\n#     count = count + 1\n#     log(user.name)\n#     total += user.x\ng()',
        line: 2,
        fixed: 'f()\ng()',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: '// This sends a mail to each user who is active;\n// see the notes on retries in docs/mail.md, and note\n// that a failed send counts as one try.\n// Nothing is logged here,\n// on purpose.\nf();',
      },
      {
        language: 'javascript',
        code: '// Example:\n//   const a = f(1);\n//   const b = g(a);\n//   h(a, b);\n//   k(b);\nf();',
      },
    ],
  }),
];

/** Whether nothing but the comment stands on its line. */
function standsAlone(node: number, context: RuleContext): boolean {
  const start = context.tree.start[node]!;
  const lineStart = context.source.lastIndexOf('\n', start - 1) + 1;
  return (
    /^\s*$/.test(context.source.slice(lineStart, start)) &&
    context.tree.line[node] === context.tree.endLine[node]
  );
}

function judge(run: readonly number[], context: RuleContext): void {
  if (run.length < 5) return;
  const texts = run.map((node) => plainText(context.text(node)));
  if (texts.some((text) => text === null)) return;
  const lines = (texts as string[]).filter((text) => text.trim() !== '');
  if (lines.length < 5) return;
  // Explanations that show code say so, or have sentences around it.
  if (
    lines.some(
      (line) =>
        /\b(e\.g\.|i\.e\.|example|usage|for instance|note|see|TODO|FIXME|copyright|licen[cs]e|output|result|equivalent|like this|such as|looks? like|grammar|format|syntax|typedef)\b|https?:\/\/|=\s*<|:\s*$|->|=>\s*$|::=|\.\.\.|…/i.test(
          line,
        ) &&
        !/^\s*(if|for|while|else|elif|def|class|try|case|default|switch)\b.*:\s*$/.test(line) &&
        !/^\s*(public|private|protected)\s*:/.test(line),
    )
  )
    return;
  if (
    lines.some((line) =>
      /^\s*[A-Z][a-z]+( [a-z]+){3,}|^\s*[-*]\s|^\s*\d+[.)]\s|[a-z]{2,}( [a-z]{2,}){4,}/.test(line),
    )
  )
    return;
  // A sample of output: JSON, mostly.
  if (
    lines.filter((line) => /^\s*("[^"]*"\s*[:,]|[\d."'][^=]*,?$|[{}[\]]+,?$)/.test(line)).length >
    lines.length / 2
  )
    return;
  const code = lines.filter((line) => codeLine.test(line)).length;
  const strong = lines.filter((line) => strongLine.test(line)).length;
  if (code / lines.length < 0.8 || strong / lines.length < 0.5) return;
  const first = run[0]!;
  context.report(first, {
    ...withoutComments(first, run.at(-1)!, context),
    endNode: run.at(-1)!,
    message: `${lines.length} lines of code are kept in comments here.`,
    suggestion: 'Delete them; the version history has them.',
    evidence: [`${strong} of ${lines.length} lines read as statements`],
  });
}
