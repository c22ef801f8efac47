import { Command } from 'commander';
import type { ExitStatus } from '../../src/errors/index.ts';
import { addAgentCommand } from './commands/agent.ts';
import { addAskCommand } from './commands/ask.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addChatCommand } from './commands/chat.ts';
import { addCompareCommand } from './commands/compare.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addConfigCommand } from './commands/config.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvalCommand } from './commands/eval.ts';
import { addExperimentsCommand } from './commands/experiments.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addFeedbackCommand } from './commands/feedback.ts';
import { addGraphCommand } from './commands/graph.ts';
import { addHooksCommand } from './commands/hooks.ts';
import { addMcpCommand } from './commands/mcp.ts';
import { addMemoryCommand } from './commands/memory.ts';
import { addMetricsCommand } from './commands/metrics.ts';
import { addModelsCommand } from './commands/models.ts';
import { addNotBuiltCommands } from './commands/not-built.ts';
import { addPredictCommand } from './commands/predict.ts';
import { addRecommendationsCommand } from './commands/recommendations.ts';
import { addReviewCommand } from './commands/review.ts';
import { addRulesCommand } from './commands/rules.ts';
import { addRunsCommand } from './commands/runs.ts';
import { addStatusCommand } from './commands/status.ts';
import { addTrainCommand } from './commands/train.ts';
import { addWorkflowCommand } from './commands/workflow.ts';
import type { CliContext, CommandResult } from './context.ts';
import { withExamples } from './help.ts';

/** Adds a command to the program; `run` wraps its work, so that its exit status gets out. */
export interface CommandParts {
  program: Command;
  context: CliContext;
  run<Words extends unknown[]>(work: (...words: Words) => CommandResult): (...words: Words) => Promise<void>;
}

/** Every command by its name, under the headings of the help. */
const commandGroups: readonly [heading: string, commands: Record<string, (parts: CommandParts) => void>][] = [
  ['Talk to the crew:', { chat: addChatCommand, ask: addAskCommand }],
  [
    'Code:',
    {
      review: addReviewCommand,
      metrics: addMetricsCommand,
      feedback: addFeedbackCommand,
      recommendations: addRecommendationsCommand,
      rules: addRulesCommand,
      compare: addCompareCommand,
      explain: addExplainCommand,
      graph: addGraphCommand,
      hooks: addHooksCommand,
      mcp: addMcpCommand,
    },
  ],
  [
    'Models:',
    { train: addTrainCommand, predict: addPredictCommand, models: addModelsCommand, audit: addAuditCommand },
  ],
  [
    'The crew and its runs:',
    {
      agent: addAgentCommand,
      workflow: addWorkflowCommand,
      runs: addRunsCommand,
      experiments: addExperimentsCommand,
      memory: addMemoryCommand,
      eval: addEvalCommand,
    },
  ],
  ['This machine:', { status: addStatusCommand, doctor: addDoctorCommand, config: addConfigCommand }],
];

/**
 * The command tree. Building it loads nothing that a command needs for its work.
 * @param asked the command that is to run, where it is known: it is built alone then, since the others together take longer than some reviews
 */
export function createProgram(
  context: CliContext,
  finish: (status: ExitStatus) => void,
  asked?: string,
): Command {
  const program = new Command('opsmith');
  program
    .description(
      'A crew of agents for machine-learning operations and code review: agents propose, the engine measures.',
    )
    .usage('[command] [options]')
    .option('--debug', 'show stack traces of errors')
    .option('--no-color', 'no colours (as NO_COLOR=1 does)')
    .option('-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => context.out.write(text),
      writeErr: (text) => context.err.write(text),
      getOutHelpWidth: () => Math.max(40, context.out.columns),
      getErrHelpWidth: () => Math.max(40, context.err.columns),
      getOutHasColors: () => context.out.style.isOn,
      getErrHasColors: () => context.err.style.isOn,
      // Errors are told in one place, report-error.ts.
      outputError: () => {},
    });
  const parts: CommandParts = {
    program,
    context,
    run:
      (work) =>
      async (...words) =>
        finish(await work(...words)),
  };
  const isOne = commandGroups.some(([, commands]) => asked !== undefined && Object.hasOwn(commands, asked));
  for (const [heading, commands] of commandGroups) {
    program.commandsGroup(heading);
    for (const [name, add] of Object.entries(commands)) if (!isOne || name === asked) add(parts);
  }
  if (isOne) return program;
  addCompletionCommand(parts);
  program.addHelpCommand(
    new Command('help')
      .argument('[command]')
      .description('show help for a command')
      .helpGroup('This machine:'),
  );
  program.commandsGroup('Not built yet:');
  addNotBuiltCommands(parts);
  withExamples(program, [
    ['opsmith', 'talk to the crew'],
    ['opsmith review src/app.js', 'review a file'],
    ['opsmith metrics src --sort cognitive', 'measure a folder, the most tangled functions first'],
    ['opsmith ask "what is the complexity of src/app.js?"', 'one question, one answer'],
  ]);
  return program;
}
