import { InputError } from '../../../../src/errors/index.ts';
import { done, type SlashCommand } from '../slash-command.ts';

const providers = ['ollama', 'vertexai', 'openai'] as const;
type Provider = (typeof providers)[number];

export const modelCommand: SlashCommand = {
  name: 'model',
  usage: '[show|PROVIDER:NAME|none]',
  does: 'show or change the language model of this session',
  async run({ bench, print }, words) {
    const [name = 'show', extra] = words;
    if (extra !== undefined) throw badModel(words.join(' '));
    if (name === 'none')
      await bench.change({ models: { provider: 'none', small: null, large: null, fallbacks: [] } });
    else if (name !== 'show') {
      const [, provider, model] = /^([a-z]+):(.+)$/.exec(name) ?? [];
      if (model === undefined || !providers.includes(provider as Provider)) throw badModel(name);
      await bench.change({ models: { provider: provider as Provider, small: model, large: model } });
    }
    const described = await bench.models.describe();
    print(
      [
        `| role | model |`,
        '|---|---|',
        `| small (quick choices) | ${described.small ?? 'none: default policies decide'} |`,
        `| large (planning, explaining) | ${described.large ?? 'none: default policies decide'} |`,
        ...(described.fallbacks.length > 0
          ? [`| after a failure | ${described.fallbacks.join(', ')} |`]
          : []),
        '',
        described.sentence,
      ].join('\n'),
    );
    return done;
  },
  complete: async (_session, words) =>
    words.length > 0 ? [] : ['show', 'none', ...providers.map((provider) => `${provider}:`)],
};

function badModel(name: string): InputError {
  return new InputError(
    'bad-model',
    `"${name}" names no model. Write /model PROVIDER:NAME with ${providers.join(', ')}, for example /model ollama:qwen2.5-coder; or /model none.`,
  );
}
