import type { AgentDefinition } from '../define.ts';
import { predictionAsked } from '../planner/index.ts';

/** What is said where a text asks for predictions of a model that there is: the command, since no action does it. Null elsewhere. */
export function predictCommand(text: string, agents: readonly AgentDefinition[]): string | null {
  const asked = predictionAsked(text, agents);
  if (!asked) return null;
  const { model = 'NAME@VERSION', data = 'FILE' } = asked;
  return `Nothing was predicted here. \`opsmith predict --model ${shown(model)} --data ${shown(data)} --out predictions.csv\` writes a prediction for each row, in their order.`;
}

function shown(word: string): string {
  return /^[\w./@\\:-]+$/.test(word) ? word : `"${word}"`;
}
