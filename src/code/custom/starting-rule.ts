/** The file that `opsmith rules new` begins with: a rule that works, its examples too, with a comment on each key. */
import type { LanguageName } from '../types.ts';

/** A call that every language has, with two examples. */
interface Start {
  pattern: string;
  wrong: string;
  right: string;
  /** What it is called in the message. */
  what: string;
}

const starts: Readonly<Record<LanguageName, Start>> = {
  javascript: {
    pattern: 'console.log($...ARGS)',
    wrong: "console.log('total', total);",
    right: "logger.info('total', total);",
    what: 'console.log',
  },
  jsx: {
    pattern: 'console.log($...ARGS)',
    wrong: "console.log('total', total);",
    right: "logger.info('total', total);",
    what: 'console.log',
  },
  typescript: {
    pattern: 'console.log($...ARGS)',
    wrong: "console.log('total', total);",
    right: "logger.info('total', total);",
    what: 'console.log',
  },
  tsx: {
    pattern: 'console.log($...ARGS)',
    wrong: "console.log('total', total);",
    right: "logger.info('total', total);",
    what: 'console.log',
  },
  python: {
    pattern: 'print($...ARGS)',
    wrong: 'print("total", total)',
    right: 'logger.info("total %s", total)',
    what: 'print',
  },
  java: {
    pattern: 'System.out.println($...ARGS)',
    wrong: 'class A { void f(int total) { System.out.println(total); } }',
    right: 'class A { void f(int total) { log.info("{}", total); } }',
    what: 'System.out.println',
  },
  go: {
    pattern: 'fmt.Println($...ARGS)',
    wrong: 'package a\nfunc f(total int) { fmt.Println(total) }',
    right: 'package a\nfunc f(total int) { slog.Info("total", "n", total) }',
    what: 'fmt.Println',
  },
  rust: {
    pattern: 'println!($...ARGS)',
    wrong: 'fn f(total: u32) { println!("{total}"); }',
    right: 'fn f(total: u32) { info!("{total}"); }',
    what: 'println!',
  },
  c: {
    pattern: 'printf($...ARGS)',
    wrong: 'void f(int total) { printf("%d", total); }',
    right: 'void f(int total) { log_info("%d", total); }',
    what: 'printf',
  },
  cpp: {
    pattern: 'printf($...ARGS)',
    wrong: 'void f(int total) { printf("%d", total); }',
    right: 'void f(int total) { log_info("%d", total); }',
    what: 'printf',
  },
  csharp: {
    pattern: 'Console.WriteLine($...ARGS)',
    wrong: 'class A { void F(int total) { Console.WriteLine(total); } }',
    right: 'class A { void F(int total) { log.Info(total); } }',
    what: 'Console.WriteLine',
  },
  ruby: { pattern: 'puts($...ARGS)', wrong: 'puts total', right: 'logger.info(total)', what: 'puts' },
  php: {
    pattern: 'var_dump($...ARGS)',
    wrong: '<?php var_dump($total);',
    right: '<?php $logger->info($total);',
    what: 'var_dump',
  },
};

/** The text of a rule's file: YAML. */
export function startingRule(id: string, language: LanguageName): string {
  const { pattern, wrong, right, what } = starts[language];
  return `# A rule of this project. What each key does: docs/custom-rules.md. Try it: opsmith rules test ${id}
id: ${id}
title: ${what} in production code
severity: low # low, medium, high, critical
category: reliability # security, reliability, performance, refactoring, style
languages: [${language}]

# Code with places left open: $X is any one thing, $...XS any number of them.
match:
  pattern: ${quoted(pattern)}
  # All keys hold together. Others: selector, regex, any, all, not, inside, notInside, has, notHas, where.
  # where:
  #   $...ARGS: { atLeast: 1 }

# What stands behind a metavariable is filled in.
message: ${quoted(`\`${what}\` with $...ARGS ends up where nobody looks.`)}
suggestion: Write to the logger instead.
rationale: Output that is not logged has no time, no level and no reader.
remediationMinutes: 5

# Where the rule looks, as in a .gitignore.
# paths:
#   exclude: [scripts/, "*.test.*"]

# Code that the rule finds, and code that it must leave alone.
wrong:
  - |
${indented(wrong)}
right:
  - |
${indented(right)}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function indented(code: string): string {
  return code
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
