import { Option } from 'commander';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export interface ListRulesOptions {
  json?: boolean;
  language?: string;
  category?: 'security' | 'reliability' | 'performance' | 'refactoring' | 'style';
}

export interface RuleOptions {
  json?: boolean;
}

export interface NewRuleOptions extends RuleOptions {
  language?: string;
}

export function addRulesCommand({ program, context, run }: CommandParts): void {
  const rules = program.command('rules').description('the rules of reviews, built in and your own');
  withExamples(rules, [
    ['opsmith rules list --language python', 'which rules there are, and which are on'],
    ['opsmith rules new no-print --language python', 'begin one of your own'],
    ['opsmith rules test', 'try your own on their examples'],
  ]);
  withExamples(
    rules
      .command('list')
      .description('all rules: built in and your own, on or off, and why')
      .option('--language <language>', 'only rules for this language')
      .addOption(
        new Option('--category <category>', 'only rules of this kind').choices([
          'security',
          'reliability',
          'performance',
          'refactoring',
          'style',
        ]),
      )
      .option('--json', 'print JSON')
      .action(
        run(async (options: ListRulesOptions) => {
          const { showRules } = await import('../code/rules.ts');
          return showRules(context, options);
        }),
      ),
    [
      ['opsmith rules list', 'a table'],
      ['opsmith rules list --category security --json', 'as JSON, for programs'],
    ],
  );
  withExamples(
    rules
      .command('show')
      .description('one rule: why it matters, what it finds and what it leaves alone')
      .argument('<rule>', "the rule's id")
      .option('--json', 'print JSON')
      .action(
        run(async (id: string, options: RuleOptions) => {
          const { showRule } = await import('../code/rules.ts');
          return showRule(context, id, options);
        }),
      ),
    [['opsmith rules show sql-injection', 'what it is about']],
  );
  withExamples(
    rules
      .command('new')
      .description('begin a rule of your own: a file with comments and working examples')
      .argument('<id>', 'words in lower case with hyphens between')
      .option('--language <language>', 'the language that it is for', 'javascript')
      .option('--json', 'print JSON')
      .action(
        run(async (id: string, options: NewRuleOptions) => {
          const { newRule } = await import('../code/rules.ts');
          return newRule(context, id, options);
        }),
      ),
    [['opsmith rules new no-print --language python', 'writes .opsmith/rules/no-print.yaml']],
  );
  withExamples(
    rules
      .command('test')
      .description('try your own rules and metrics on their examples')
      .argument('[rules...]', 'ids; all of them when left out')
      .option('--json', 'print JSON')
      .action(
        run(async (ids: string[], options: RuleOptions) => {
          const { testRules } = await import('../code/rules.ts');
          return testRules(context, ids, options);
        }),
      ),
    [
      ['opsmith rules test', 'all of them; exit status 1 where one fails'],
      ['opsmith rules test no-print', 'one'],
    ],
  );
}
