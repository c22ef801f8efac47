import { metricSpan } from './slots/amounts.ts';
import { findTargetToken } from './slots/columns.ts';
import { isAssigned } from './slots/context.ts';
import type { Token } from './tokens.ts';

/** What is not a cue though it reads like one: the column "quality", the metric in "optimise recall". */
export const valueStem = '<value>';

/** After these a metric is what to optimise, not a sign of another action. */
const metricLead =
  /^(metric|metrics|optimi[sz]e|optimi[sz]ing|maximi[sz]e|maximi[sz]ing|minimi[sz]e|minimi[sz]ing|with|using|use|by|score|scoring|improve)$/;
const optimising = /^(optimi[sz]e|optimi[sz]ing|maximi[sz]e|maximi[sz]ing|minimi[sz]e|minimi[sz]ing)$/;
const argumentName = /^(target|label|metric|model|version|data|protected)$/;

/** Gives the stem `<value>` to words that fill an argument, so that they are no cues. Changes the tokens. */
export function maskValues(tokens: readonly Token[]): void {
  const target = findTargetToken(tokens);
  if (target) mask(target);
  for (let index = 1; index < tokens.length; index += 1) {
    if (isAssigned(tokens, index) && argumentName.test(tokens[index - 1]!.word)) mask(tokens[index]!);
  }
  const metric = metricSpan(tokens);
  if (!metric) return;
  let before = metric.start - 1;
  while (before >= 0 && /^(for|the|is|on|its|as|towards|toward)$/.test(tokens[before]!.word)) before -= 1;
  const lead = tokens[before];
  if (!lead || !metricLead.test(lead.word)) return;
  for (let index = metric.start; index < metric.end; index += 1) mask(tokens[index]!);
  if (optimising.test(lead.word) || lead.word === 'metric') mask(lead);
}

function mask(token: Token): void {
  if (token.entity) return;
  token.stem = valueStem;
  token.parts = [];
}
