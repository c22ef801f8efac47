import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export interface EvalOptions {
  dataset?: string;
  model?: string;
  baseline?: string;
  json?: boolean;
}

export function addEvalCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('eval')
    .description('agent evaluation suites')
    .argument('[suite...]', 'which suites; all when left out')
    .option('--dataset <file>', 'take the cases from this JSONL file')
    .option('--model <provider:name>', 'let this model decide; `none` for the default policies')
    .option('--baseline <file>', 'compare with an earlier --json output; worse exits with 1')
    .option('--json', 'print one JSON document')
    .action(
      run(async (suites: string[], options: EvalOptions) => {
        const { evaluate } = await import('../evaluate.ts');
        return evaluate(context, suites, options);
      }),
    );
  withExamples(command, [
    ['opsmith eval', 'all suites'],
    ['opsmith eval routing --json > before.json', 'one suite, as JSON'],
    ['opsmith eval routing --baseline before.json', 'has it become worse?'],
    ['opsmith eval routing --model ollama:qwen2.5-coder', 'with a language model'],
  ]);
}
