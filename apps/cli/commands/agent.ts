import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

interface RunAgentOptions {
  input?: string;
  action?: string;
  json?: boolean;
  yes?: boolean;
}

export function addAgentCommand({ program, context, run }: CommandParts): void {
  const agent = program.command('agent').description('the agents, one by one');
  withExamples(agent, [
    ['opsmith agent list', 'who there is and what each can do'],
    ['opsmith agent run code-analyst --input \'{"paths": ["src"]}\'', 'let one work by itself'],
  ]);
  withExamples(
    agent
      .command('list')
      .description('who is in the crew, and what each can do')
      .option('--json', 'print JSON')
      .action(run((options: { json?: boolean }) => listAgents(context, options))),
    [['opsmith agent list', 'agents with their actions']],
  );
  withExamples(
    agent
      .command('run')
      .description('one action of one agent by itself')
      .argument('<agent>', "the agent's name")
      .option('--input <json|@file>', "the action's arguments", '{}')
      .option('--action <name>', 'which action; else the one that the arguments fit')
      .option('--json', 'print one JSON document')
      .option('-y, --yes', 'approve what the agent would ask for')
      .action(run((name: string, options: RunAgentOptions) => runAgent(context, name, options))),
    [
      [
        'opsmith agent run code-analyst --action measure_code --input \'{"paths": ["src/app.js"]}\'',
        'measure a file',
      ],
      ['opsmith agent run code-analyst --input @request.json --json', 'arguments from a file'],
    ],
  );
}

async function listAgents(context: CliContext, options: { json?: boolean }): CommandResult {
  const [{ crewAgents: agents }, { agentPerformance }, { interactionsByAgent, interactionsLine }] =
    await Promise.all([
      import('../../../graphs/index.ts'),
      import('../training/agent-performance.ts'),
      import('../learning/interactions.ts'),
    ]);
  const measured = await agentPerformance(context);
  const interactions = await interactionsByAgent(context);
  if (options.json) {
    printJson(context, {
      agents: agents.map(({ name, role, actions }) => ({
        name,
        role,
        performance: measured.get(name) ?? null,
        interactions: interactions.get(name) ?? null,
        actions: actions.map((action) => ({
          name: action.name,
          when: action.when,
          arguments: Object.keys(action.input.shape),
          effect: action.effect,
          isBuilt: action.execute !== undefined,
        })),
      })),
    });
    return 0;
  }
  const [{ wrap }, { out }] = [await import('../terminal/width.ts'), context];
  const { style } = out;
  const { performanceLine } = await import('../training/agent-performance.ts');
  for (const { name, role, actions } of agents) {
    for (const line of wrap(`${style.bold(name)}: ${role}`, out.columns)) out.line(line);
    const known = measured.get(name);
    if (known !== undefined)
      for (const line of wrap(style.dim(performanceLine(known)), out.columns - 2)) out.line(`  ${line}`);
    const done = interactions.get(name);
    if (done !== undefined)
      for (const line of wrap(style.dim(interactionsLine(done)), out.columns - 2)) out.line(`  ${line}`);
    for (const action of actions) {
      const given = Object.entries(action.input.shape).map(([key, type]) =>
        type.safeParse(undefined).success ? `${key}?` : key,
      );
      const text = `${style.cyan(action.name)} [${given.join(', ')}]${action.execute ? '' : style.dim(' not built yet')}`;
      for (const line of wrap(text, out.columns - 2)) out.line(`  ${line}`);
    }
  }
  return 0;
}

async function runAgent(context: CliContext, name: string, options: RunAgentOptions): CommandResult {
  const [{ readJsonObject }, { openWorkbench }, { runAndPrint }] = await Promise.all([
    import('../json-input.ts'),
    import('../workbench.ts'),
    import('../run-and-print.ts'),
  ]);
  const given = readJsonObject(context, '--input', options.input ?? '{}');
  const bench = await openWorkbench(context);
  const request = {
    agent: name,
    arguments: given,
    ...(options.action === undefined ? {} : { action: options.action }),
  };
  try {
    return await runAndPrint(context, (running) => bench.crew.runAction({ ...request, ...running }), {
      ...options,
      opening: name,
    });
  } finally {
    await bench.close();
  }
}
