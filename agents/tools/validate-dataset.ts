import { checkTable, readTable, type TableFinding, timeColumn } from '../../src/data/index.ts';
import { chooseSplit } from '../decisions/choose-split.ts';
import { dataFacts } from '../decisions/data-facts.ts';
import { tellUnjudged } from '../decisions/proposals.ts';
import type { ActionContext, ActionResult, ResultItem } from '../define.ts';
import { droppedText, findingsTable, lookInto, proposalsText, seed } from './data-set.ts';
import { counted, inlineCode } from './figures.ts';

/** What `validate_dataset` does: looks for what would spoil a training, with a target also by fitting small models. */
export async function validateDataset(
  { data, target }: { data: string; target?: string | undefined },
  context: ActionContext,
): Promise<ActionResult> {
  if (target === undefined) {
    const { table, warnings } = await readTable(data, { workspace: context.workspace });
    const findings = await checkTable({ table, warnings, seed });
    const text = `${verdict(data, findings, table.rows)} Without a target nobody can say whether a column gives it away: ask again with one.`;
    return {
      text: withTable(text, findings),
      data: { rows: table.rows, fit: isFit(findings), findings },
      items: itemsOf(findings),
      about: { data },
    };
  }
  const { table, findings, dropped, proposals, metric } = await lookInto(data, target, context);
  const time = timeColumn(table, target);
  const isTimely = time !== null && (await time.isDependent({ seed, signal: context.signal }));
  const split = await chooseSplit(
    { data: dataFacts(table, target), timeColumn: isTimely ? time.name : null, groupColumn: null },
    context,
  );
  const parts = [withTable(verdict(data, findings, table.rows, target), findings), droppedText(dropped)];
  parts.push(
    `Rows to judge by: split by ${split.value.by}${split.value.column === null ? '' : ` (${inlineCode(split.value.column)})`}, since ${split.value.why}.`,
  );
  const unjudged = tellUnjudged(`The split by ${split.value.by}`, split, context);
  parts.push(proposalsText(proposals, metric, unjudged));
  return {
    text: parts.filter((part) => part !== '').join('\n\n'),
    data: {
      rows: table.rows,
      target,
      ...{ proposals, unjudged },
      fit: isFit(findings),
      findings,
      drop: dropped.value.drop,
      split: split.value,
      decidedBy: { drop: dropped.decidedBy, split: split.decidedBy },
    },
    items: itemsOf(findings),
    about: { data, target },
  };
}

/** Fit for training as it is: nothing grave. */
function isFit(findings: readonly TableFinding[]): boolean {
  return findings.every(({ severity }) => severity === 'low' || severity === 'medium');
}

function verdict(data: string, findings: readonly TableFinding[], rows: number, target?: string): string {
  const grave = findings.filter(({ severity }) => severity === 'high' || severity === 'critical').length;
  const what = target === undefined ? '' : ` for training on ${inlineCode(target)}`;
  const found =
    findings.length === 0
      ? 'Nothing was found'
      : `${counted(findings.length, 'finding')}, ${grave} of them grave,`;
  const judged = findings.some(({ severity }) => severity === 'critical')
    ? 'is not fit'
    : grave > 0
      ? 'needs mending'
      : 'is fit';
  return `${inlineCode(data)} (${counted(rows, 'row')}) ${judged}${what}. ${found} ${findings.length === 0 ? 'against it.' : 'below.'}`;
}

function withTable(text: string, findings: readonly TableFinding[]): string {
  return findings.length === 0 ? text : `${text}\n\n${findingsTable(findings)}`;
}

function itemsOf(findings: readonly TableFinding[]): ResultItem[] {
  return findings.slice(0, 100).map(({ code, column, severity, message, evidence }, place) => ({
    id: `finding-${place + 1}`,
    title: `${severity} ${code}${column === null ? '' : ` ${column}`}`,
    detail: `${message}\n\n${Object.entries(evidence)
      .map(
        ([name, value]) =>
          `- ${name}: ${typeof value === 'number' ? Number(value.toPrecision(5)) : String(value).slice(0, 300)}`,
      )
      .join('\n')}`,
  }));
}
