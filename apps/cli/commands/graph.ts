import { InvalidArgumentError, Option } from 'commander';
import type { CommandResult } from '../context.ts';
import { withExamples } from '../help.ts';
import type { CommandParts } from '../program.ts';

const json = ['--json', 'print one JSON document'] as const;
const noUpdate = ['--no-update', 'do not look for changed files first'] as const;

/** Loads the work of a subcommand when it is asked for. */
function later<Words extends unknown[]>(
  load: () => Promise<(...words: Words) => CommandResult>,
): (...words: Words) => CommandResult {
  return async (...words) => (await load())(...words);
}

export function addGraphCommand({ program, context, run }: CommandParts): void {
  const graph = program
    .command('graph')
    .description('the knowledge graph: code, its history, and what every run left behind');
  withExamples(graph, [
    ['opsmith graph show parseFile', 'what it calls, and who calls it'],
    ['opsmith graph hotspots', 'what changes often and is tangled'],
    ['opsmith graph export --format html --out graph.html', 'a picture to explore'],
  ]);
  withExamples(
    graph
      .command('build')
      .description('read what changed since the last time (the others do that too)')
      .option(...json)
      .action(run(later(async () => (await import('../graph/look.ts')).buildGraph.bind(null, context)))),
    [['opsmith graph build', 'the whole folder the first time, then only changes']],
  );
  withExamples(
    graph
      .command('stats')
      .description('what the graph holds: nodes, edges, central files, communities, cycles')
      .option(...noUpdate)
      .option(...json)
      .action(run(later(async () => (await import('../graph/look.ts')).showStats.bind(null, context)))),
    [['opsmith graph stats --json', 'with the count of every kind of relationship']],
  );
  withExamples(
    graph
      .command('show')
      .description('a node with all that it is bound to')
      .argument('<node>', 'an id (file:src/app.ts), a path, or a name')
      .option(...noUpdate)
      .option(...json)
      .action(run(later(async () => (await import('../graph/look.ts')).showNode.bind(null, context)))),
    [
      ['opsmith graph show src/app.ts', 'a file'],
      ['opsmith graph show churn', 'a model with its versions'],
    ],
  );
  withExamples(
    graph
      .command('path')
      .description('how two nodes hang together: a shortest path')
      .argument('<from>', 'a node')
      .argument('<to>', 'a node')
      .option('--edges <kind...>', 'only by such edges: imports, calls, changes-with, …')
      .option('--directed', 'only in the direction of the edges')
      .option(...noUpdate)
      .option(...json)
      .action(
        run(
          later(async () => {
            const { showPath } = await import('../graph/look.ts');
            return (from: string, to: string, options: Parameters<typeof showPath>[2]) =>
              showPath(context, [from, to], options);
          }),
        ),
      ),
    [['opsmith graph path main parseFile --edges calls --directed', 'a chain of calls']],
  );
  withExamples(
    graph
      .command('hotspots')
      .description('files that change often and are tangled, that change together, or import in a circle')
      .option('--limit <number>', 'at most so many of each', positive, 15)
      .option(...noUpdate)
      .option(...json)
      .action(run(later(async () => (await import('../graph/look.ts')).showHotspots.bind(null, context)))),
    [['opsmith graph hotspots --limit 5', 'the five worst']],
  );
  withExamples(
    graph
      .command('export')
      .description('write the graph for other programs, or as one page to explore')
      .addOption(
        new Option('--format <format>', 'how')
          .choices(['graphml', 'gexf', 'json', 'html'])
          .makeOptionMandatory(),
      )
      .option('--out <file>', 'where to; standard output when left out')
      .option('--focus <node>', 'only what is around this node')
      .option('--depth <edges>', 'so many edges around it', positive, 2)
      .option(...noUpdate)
      .action(
        run(later(async () => (await import('../graph/export.ts')).exportKnowledge.bind(null, context))),
      ),
    [
      ['opsmith graph export --format graphml --out graph.graphml', 'for Gephi, yEd, networkx'],
      ['opsmith graph export --format html --focus parseFile --out around.html', 'a part of it'],
    ],
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
