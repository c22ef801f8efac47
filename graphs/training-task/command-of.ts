import { TaskRequest } from './request.ts';

/** The command that asks for the same; what was chosen on a fork has no place in it, and stands among the parameters. */
export function commandOf(
  { data, target, task, metric, protected: groups, name, seed, sendBacks }: TaskRequest,
  timeBudget: number,
): string {
  const words = ['opsmith', 'train', '--data', data, '--target', target];
  if (task !== null) words.push('--task', task);
  if (metric !== null) words.push('--metric', metric);
  if (groups.length > 0) words.push('--protected', ...groups);
  if (name !== null) words.push('--name', name);
  words.push('--time-budget', String(timeBudget), '--seed', String(seed));
  if (sendBacks !== usualSendBacks) words.push('--send-backs', String(sendBacks));
  return words.map(shellWord).join(' ');
}

const usualSendBacks = TaskRequest.shape.sendBacks.parse(undefined);

function shellWord(word: string): string {
  return /^[\w./@:,=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
