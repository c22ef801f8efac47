import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

export interface ExplainOptions {
  json?: boolean;
}

export function addExplainCommand({ program, context, run }: CommandParts): void {
  const command = program
    .command('explain')
    .description('explain a finding of an earlier review, or a rule, at length')
    .argument('<id>', "a finding's id (rec_…), its place in the last review (1, 2 …), or a rule's id")
    .option('--json', 'as JSON, for programs')
    .action(
      run(async (id: string, options: ExplainOptions) => {
        const { explain } = await import('../code/explain.ts');
        return explain(context, id, options);
      }),
    );
  withExamples(command, [
    ['opsmith explain rec_1f0e2d3c4b', 'a finding, by the id that the review showed'],
    ['opsmith explain 2', 'the second finding of the last review'],
    ['opsmith explain sql-injection', 'a rule'],
  ]);
}
