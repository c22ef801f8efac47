import { InputError } from '../../../../src/errors/index.ts';
import { formatNumber } from '../../terminal/format.ts';
import { done, type SlashCommand } from '../slash-command.ts';

const limits = {
  calls: { key: 'calls', says: 'calls of a language model', isWhole: true },
  tokens: { key: 'tokens', says: 'tokens, sent and received', isWhole: true },
  cost: { key: 'costUsd', says: 'USD', isWhole: false },
  seconds: { key: 'seconds', says: 'seconds', isWhole: false },
} as const;
type LimitName = keyof typeof limits;
const names = Object.keys(limits) as LimitName[];

export const budgetCommand: SlashCommand = {
  name: 'budget',
  usage: '[calls|tokens|cost|seconds N|none]',
  does: 'show or set what one turn may use',
  async run({ bench, print }, words) {
    if (words.length > 0) {
      const isAll = words.length === 1 && words[0] === 'none';
      const [name, value] = words as [LimitName, string | undefined];
      if (isAll)
        await bench.change({ limits: Object.fromEntries(names.map((each) => [limits[each].key, null])) });
      else if (!names.includes(name) || value === undefined || words.length > 2)
        throw new InputError(
          'bad-budget',
          'Write /budget calls N, /budget tokens N, /budget cost N or /budget seconds N; `none` takes a limit away, and /budget none all of them.',
        );
      else await bench.change({ limits: { [limits[name].key]: limitOf(name, value) } });
    }
    const rows = names.map((name) => {
      const set = bench.config.limits[limits[name].key];
      return `| ${name} | ${set === null ? 'no limit' : formatNumber(set, 4)} | ${limits[name].says} |`;
    });
    print(['| limit of a turn | at most | of |', '|---|--:|---|', ...rows].join('\n'));
    return done;
  },
  complete: async (_session, words) =>
    words.length === 0 ? [...names, 'none'] : words.length === 1 ? ['none'] : [],
};

function limitOf(name: LimitName, text: string): number | null {
  if (text === 'none') return null;
  const value = Number(text);
  const isRight = value > 0 && Number.isFinite(value) && (!limits[name].isWhole || Number.isInteger(value));
  if (!isRight)
    throw new InputError(
      'bad-budget',
      `"${text}" is no limit for ${name}: give a ${limits[name].isWhole ? 'whole number from 1' : 'number above 0'}, or none.`,
    );
  return value;
}
