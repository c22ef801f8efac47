import type { z } from 'zod';
import { InputError } from '../errors/index.ts';
import { PlotData, plotToSvg } from '../plots/index.ts';
import { atOnce, type Work } from '../turns/index.ts';
import { type Html, html, trusted } from './html.ts';
import { duration, figure, sentence, whole, withInterval } from './numbers.ts';
import type { Section } from './parts.ts';
import { sectionsOf } from './sections.ts';
import { reportStyle } from './style.ts';
import { type FullReport, TrainingReport } from './training-report.ts';

/**
 * A training run as one HTML page that needs nothing else: no script, no font, no picture from outside; everything that came from data is escaped.
 * @throws InputError `bad-report` where the data don't fit the schema
 */
export function renderTrainingReport(data: TrainingReport): string {
  return atOnce(renderingTrainingReport(data));
}

/** The same in turns: a page of many pictures is long work. @throws InputError `bad-report` */
export function* renderingTrainingReport(data: TrainingReport): Work<string> {
  const report = yield* checkingReport(data);
  yield;
  const pictures: string[] = [];
  for (const plot of report.plots) {
    pictures.push(plotToSvg(plot, { theme: 'auto', isInline: true, width: 560 }));
    yield;
  }
  const sections: Section[] = [];
  for (const section of sectionsOf(report, pictures)) {
    sections.push(section);
    yield;
  }
  const { run, problem, model, warnings } = report;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="opsmith">
<title>${model.name}: training report</title>
<style>${trusted(reportStyle)}</style>
</head>
<body>
<header>
<h1>${model.name}${model.version === null ? null : html` <small>${model.version}</small>`}</h1>
<p>Predicts <b>${problem.target}</b>${problem.unit === null ? null : ` in ${problem.unit}`} (${taskWords(report)}). ${sentence(model.description)}.</p>
<p class="dim">Run <code>${run.id}</code> · ${run.status} · ${run.startedAt.slice(0, 16).replace('T', ' ')} UTC · ${duration(run.seconds)}${run.timeBudgetSeconds === null ? '' : ` of ${duration(run.timeBudgetSeconds)}`}</p>
</header>
${headFigures(report)}
${warnings.map((warning) => html`<p class="note">${warning}</p>`)}
<nav aria-label="Contents">${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}</nav>
<main>
${sections.map(({ id, title, body }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>\n`)}</main>
</body>
</html>
`;
  return page.html;
}

/** The report with its defaults. @throws InputError `bad-report` */
export function checkedReport(data: TrainingReport): FullReport {
  return atOnce(checkingReport(data));
}

/** Plots hold thousands of numbers, so they are checked one by one. */
function* checkingReport(data: TrainingReport): Work<FullReport> {
  if (!Array.isArray(data.plots)) return fitting(TrainingReport, data, []);
  const report = fitting(TrainingReport, { ...data, plots: [] }, []);
  const plots: FullReport['plots'] = [];
  for (const [place, plot] of data.plots.entries()) {
    yield;
    plots.push(fitting(PlotData, plot, ['plots', place]));
  }
  return { ...report, plots };
}

function fitting<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  at: readonly PropertyKey[],
): z.output<Schema> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(
    'bad-report',
    `The training report does not fit at ${[...at, ...issue!.path].map(String).join('.') || 'its root'}: ${issue!.message}.`,
  );
}

/** What the task is, in words. */
export function taskWords({ problem }: FullReport): string {
  if (problem.task === 'regression') return 'a number';
  const classes =
    problem.classes === null
      ? ''
      : `: ${problem.classes.slice(0, 6).join(', ')}${problem.classes.length > 6 ? ', …' : ''}`;
  return `${problem.task === 'binary' ? 'one of two classes' : `one of ${problem.classes?.length ?? 'several'} classes`}${classes}`;
}

function headFigures({ scores, problem, data, candidates, model }: FullReport): Html {
  const score = scores.test.find(({ metric }) => metric === problem.metric);
  const onValidation = scores.validation.find(({ metric }) => metric === problem.metric);
  const facts: [string, string][] = [];
  if (score !== undefined) facts.push([`${problem.metric} on test rows`, withInterval(score)]);
  else if (onValidation !== undefined)
    facts.push([`${problem.metric} on validation rows`, withInterval(onValidation)]);
  if (data !== null) facts.push(['rows', whole(data.rows)]);
  if (model.features !== null) facts.push(['features', whole(model.features)]);
  if (candidates.length > 0) facts.push(['candidates tried', whole(candidates.length)]);
  if (model.threshold !== null) facts.push(['decides from', figure(model.threshold)]);
  return html`<div class="facts">${facts.map(([name, value]) => html`<div><b>${value}</b><small>${name}</small></div>`)}</div>`;
}
