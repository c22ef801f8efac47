import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';
import { positive } from './number-options.ts';

export function addAuditCommand({ program, context, run }: CommandParts): void {
  const load = () => import('../models/audit.ts');
  const audit = program
    .command('audit')
    .description('the log of what was done to models and decided of them');
  withExamples(audit, [
    ['opsmith audit verify', 'has anybody changed it?'],
    ['opsmith audit list --model churn', 'what happened to a model'],
  ]);
  withExamples(
    audit
      .command('verify')
      .description('find edits, removals, changes of order and missing ends')
      .option('--head <number:hash>', 'an end that was kept elsewhere, as `opsmith audit head` prints it')
      .option('--json', 'print JSON')
      .action(
        run(async (options: { head?: string; json?: boolean }) =>
          (await load()).verifyAudit(context, options),
        ),
      ),
    [['opsmith audit verify --head "$(cat kept-elsewhere.txt)"', 'against an end kept on another machine']],
  );
  withExamples(
    audit
      .command('head')
      .description("the log's end, to be kept elsewhere")
      .option('--json', 'print JSON')
      .action(run(async (options: { json?: boolean }) => (await load()).showAuditHead(context, options))),
    [['opsmith audit head', 'prints NUMBER:HASH']],
  );
  withExamples(
    audit
      .command('list')
      .description('the latest entries')
      .option('--model <name>', 'only of this model')
      .option('--kind <kind>', 'only of this kind: gate-decision, stage-changed, approved, …')
      .option('--limit <number>', 'the latest so many', positive, 30)
      .option('--json', 'print JSON')
      .action(
        run(async (options: { model?: string; kind?: string; limit: number; json?: boolean }) =>
          (await load()).listAudit(context, options),
        ),
      ),
    [
      [
        'opsmith audit list --kind gate-decision --json',
        'each decision with its controls and their evidence',
      ],
    ],
  );
  withExamples(
    audit
      .command('export')
      .description('the whole log, one JSON document a line, with its hashes')
      .option('--out <file>', 'where to; else standard output')
      .action(run(async (options: { out?: string }) => (await load()).exportAudit(context, options))),
    [['opsmith audit export --out audit.jsonl', 'for who audits']],
  );
}
