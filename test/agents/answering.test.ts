import { describe, expect, it } from 'vitest';
import { answerInWords } from '../../agents/answering/answer.ts';
import { findTerms, glossary } from '../../agents/answering/glossary.ts';
import type { PreviousTurn } from '../../agents/index.ts';
import { startScriptedModels } from '../fakes/scripted-models.ts';
import { actionContext } from './action-context.ts';

async function ask(text: string, previous: PreviousTurn | null = null) {
  const { text: answer, data } = await answerInWords({ text }, await actionContext({ previous }));
  return { answer, kind: (data as { kind: string }).kind };
}

const measured: PreviousTurn = {
  steps: [{ agent: 'code-analyst', action: 'measure_code', arguments: { paths: ['a.js'] } }],
  about: { paths: ['a.js'] },
  items: [
    { id: 'a.js:1:pick', title: 'pick (a.js:1)', detail: 'About pick.' },
    { id: 'a.js:9:loop', title: 'loop (a.js:9)', detail: 'About loop.' },
  ],
  data: [{ files: [{ path: 'a.js', metrics: { cyclomatic: 12, maintainabilityIndex: 61.234 } }] }],
};

describe('an answer', () => {
  it.each([
    ['hello', 'talk'],
    ['thanks!', 'talk'],
    ['thanks for the review, very nice', 'talk'],
    ['bye', 'talk'],
    ['lol ok', 'talk'],
    ['how are you?', 'talk'],
    ['who are you', 'identity'],
    ['are you a robot?', 'identity'],
    ['help', 'help'],
    ['what can you do?', 'help'],
    ['what agents are there?', 'help'],
    ['pls help me i dont know how to start', 'help'],
    ['which languages do you support', 'languages'],
    ['how do I train a model?', 'how-to'],
    ['can you train models?', 'how-to'],
    ['what is data drift', 'concept'],
    ["what's halstead volume", 'concept'],
    ['explain the difference between precision and recall', 'concept'],
    ["please don't promote churn", 'declined'],
    ["what's the weather like in Oslo?", 'unclear'],
    ['write me a poem about autumn', 'unclear'],
    ['make it better', 'unclear'],
    ['was kannst du?', 'help'],
    ['stop', 'talk'],
    ["don't do anything", 'talk'],
    ['what files are here', 'files'],
    ['no, the other file', 'files'],
    ['undo that', 'undo'],
    ['are there tests missing for src/x.js', 'tests'],
    ['is src/x.js covered by tests?', 'tests'],
  ])('to “%s” is of the kind %s', async (text, kind) => {
    expect((await ask(text)).kind).toBe(kind);
  });

  it('to “fix it” shows the patches of the findings, and the command that writes them', async () => {
    const finding = (id: string, patch: string | null) => ({
      id,
      severity: 'low',
      category: 'refactoring',
      title: 'Import that nobody uses',
      file: 'a.py',
      line: 1,
      patch,
      fix: 'safe',
    });
    const recommendations = [
      finding('rec_0000000001', '--- a/a.py\n-import os\n'),
      finding('rec_0000000002', null),
    ];
    const previous: PreviousTurn = {
      steps: [{ agent: 'code-analyst', action: 'review_code', arguments: { paths: ['a.py'] } }],
      about: { paths: ['a.py'] },
      items: recommendations.map(({ id, title }) => ({ id, title, detail: title })),
      data: [{ recommendations }],
    };
    const { answer } = await ask('fix it', previous);
    expect(answer).toContain('1 of 2 findings can be mended by a patch');
    expect(answer).toContain('```diff\n--- a/a.py\n-import os\n```');
    expect(answer).toContain('`opsmith review a.py --fix --write`');
    const none = { ...previous, data: [{ recommendations: [recommendations[1], recommendations[1]] }] };
    expect((await ask('fix it', none)).answer).toContain('None of the 2 findings has a patch');
  });

  it('says in a call for help what works and what is not built yet', async () => {
    const { answer } = await ask('help');
    const [built, planned] = answer.split('it is not built yet');
    expect(built).toContain('measure src/app.js');
    expect(built).toContain('train a model on customers.csv to predict churned');
    expect(built).not.toContain('drift');
    expect(planned).toContain('check drift between january.csv and february.csv');
  });

  it('says how to ask for something, and that it is not built', async () => {
    const { answer } = await ask('how do I check drift');
    expect(answer).toContain('check drift between january.csv and february.csv');
    expect(answer).toContain('`check_drift` is not built yet');
    expect((await ask('how can I measure code')).answer).not.toContain('not built');
  });

  it('explains both of two terms', async () => {
    const { answer } = await ask('difference between cyclomatic and cognitive complexity?');
    expect(answer).toContain('**Cyclomatic complexity.** ');
    expect(answer).toContain('**Cognitive complexity.** ');
  });

  it('gives a term’s figure from the last result', async () => {
    expect((await ask('what does cyclomatic complexity mean?', measured)).answer).toContain(
      'In `a.js`, cyclomatic complexity is 12.',
    );
    expect((await ask('and the maintainability?', measured)).answer).toBe(
      'In `a.js`, maintainability index is 61.23.',
    );
  });

  it.each([
    ['explain the second one', 'About loop.'],
    ['the first?', 'About pick.'],
    ['what about the last one', 'About loop.'],
    ['#2', 'About loop.'],
    ['tell me about pick', 'About pick.'],
  ])('to “%s” is the item that is meant', async (text, detail) => {
    expect(await ask(text, measured)).toMatchObject({
      kind: 'item',
      answer: expect.stringContaining(detail),
    });
  });

  it('lists the last result’s points where none is named, or one that is not there', async () => {
    expect(await ask('why?', measured)).toMatchObject({
      kind: 'last-result',
      answer: expect.stringContaining('2. loop (a.js:9)'),
    });
    expect((await ask('explain the fifth one', measured)).answer).toMatch(
      /^There is no such point\. The last result has 2 points/,
    );
  });

  it('to what opsmith does not do says what it does', async () => {
    expect((await ask('translate good evening to spanish')).answer).toContain(
      'I do not know what to do with that',
    );
  });
});

describe('with a model', () => {
  it('is worded by it from the facts', async () => {
    const { models } = await startScriptedModels([
      { json: { answer: 'Drift means that the data changed.' } },
    ]);
    const context = await actionContext({ models });
    const { text, decidedBy } = await answerInWords({ text: 'what is data drift' }, context);
    expect({ text, decidedBy }).toEqual({
      text: 'Drift means that the data changed.',
      decidedBy: 'ollama:tiny:1b',
    });
    expect(context.events).toMatchObject([{ type: 'decision', name: 'supervisor-answer', decidedBy }]);
  });

  it('keeps to the facts where the model makes up a figure', async () => {
    const wrong = { json: { answer: 'It is 97 in your case.' } };
    const { models, script } = await startScriptedModels([wrong, wrong]);
    const context = await actionContext({ models });
    const { text } = await answerInWords({ text: 'what is data drift' }, context);
    expect(text).toContain('**Data drift.** ');
    expect(context.events).toMatchObject([
      { decidedBy: 'policy', passedOver: expect.stringContaining('the number 97') },
    ]);
    expect(script.requests[1]!.messages.at(-1)!.content).toContain('97');
  });
});

describe('the glossary', () => {
  it('has each name once, in lower case, and a meaning that ends', () => {
    const names = glossary.flatMap((term) => term.names);
    expect(new Set(names).size).toBe(names.length);
    for (const { names: own, meaning } of glossary) {
      for (const name of own) expect(name).toBe(name.toLowerCase());
      expect(meaning).toMatch(/[.).]$/);
    }
  });

  it.each([
    ['what is halstead volume', ['halstead volume']],
    ['precision and recall', ['precision', 'recall']],
    ['PR AUC vs ROC-AUC', ['average precision', 'roc auc']],
    ['balanced accuracy', ['balanced accuracy']],
    ['nothing here', []],
  ])('finds in “%s” the longest names', (text, names) => {
    expect(findTerms(text).map((term) => term.names[0])).toEqual(names);
  });
});
