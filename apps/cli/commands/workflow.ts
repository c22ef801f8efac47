import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

interface RunWorkflowOptions {
  input?: string;
  json?: boolean;
  yes?: boolean;
}

export function addWorkflowCommand({ program, context, run }: CommandParts): void {
  const workflow = program.command('workflow').description('the workflows, one by one');
  withExamples(workflow, [
    ['opsmith workflow list', 'which there are'],
    ['opsmith workflow run review --input \'{"paths": ["src"]}\'', 'run one'],
  ]);
  withExamples(
    workflow
      .command('list')
      .description('which workflows there are')
      .option('--json', 'print JSON')
      .action(run((options: { json?: boolean }) => listWorkflows(context, options))),
    [['opsmith workflow list', 'names and what they do']],
  );
  withExamples(
    workflow
      .command('run')
      .description('one workflow by itself')
      .argument('<workflow>', "the workflow's name")
      .option('--input <json|@file>', "the workflow's input", '{}')
      .option('--json', 'print one JSON document')
      .option('-y, --yes', 'approve what the workflow would ask for')
      .action(run((name: string, options: RunWorkflowOptions) => runWorkflow(context, name, options))),
    [['opsmith workflow run review --input @request.json --json', 'input from a file']],
  );
}

async function listWorkflows(context: CliContext, options: { json?: boolean }): CommandResult {
  const { workflows } = await import('../../../graphs/index.ts');
  const list = workflows();
  if (options.json) {
    const { z } = await import('zod');
    const described = list.map(({ input, ...facts }) => ({
      ...facts,
      input: z.toJSONSchema(input, { io: 'input' }),
    }));
    printJson(context, { workflows: described });
  } else {
    const { renderTable } = await import('../terminal/table.ts');
    const { style, columns } = context.out;
    const rows = list.map(({ name, description }) => [style.bold(name), description]);
    const titles = [{ title: 'workflow', shrink: 0 }, { title: 'does' }];
    for (const line of renderTable(titles, rows, { columns, style })) context.out.line(line);
  }
  return 0;
}

async function runWorkflow(context: CliContext, name: string, options: RunWorkflowOptions): CommandResult {
  const [{ readJsonObject }, { openWorkbench }, { runAndPrint }] = await Promise.all([
    import('../json-input.ts'),
    import('../workbench.ts'),
    import('../run-and-print.ts'),
  ]);
  const input = readJsonObject(context, '--input', options.input ?? '{}');
  const bench = await openWorkbench(context);
  try {
    return await runAndPrint(context, (running) => bench.crew.workflow(name, input, running), {
      ...options,
      opening: name,
    });
  } finally {
    await bench.close();
  }
}
