import { describe, expect, it } from 'vitest';
import { leftOutSteps } from '../../../agents/planner/index.ts';
import { customers, taskCrew } from './task-under-test.ts';

describe('conversation about a training task', () => {
  it('is answered from the record and by the engine, and starts another one without what is not wanted', {
    timeout: 90_000,
  }, async () => {
    const { crew } = await taskCrew({ 'customers.csv': customers(240) });
    const thread = 'talk';
    const say = (text: string) => crew.turn({ text, thread });
    const trained = await say('train a model on customers.csv to predict churned in 4 seconds');
    expect(trained.status, trained.answer).toBe('done');

    const why = await say('why did you drop that column?');
    expect(why.answer).toContain('customer_id');
    expect(why.answer).toMatch(/names rows/);

    const unsure = await say('which customers is it least sure about?');
    expect(unsure.answer.match(/- row \d+/g)).toHaveLength(5);
    const row = /row (\d+)/.exec(unsure.answer)![1];

    const change = await say('what would change this prediction?');
    expect(change.answer).toContain(`Row ${row} of customers.csv`);
    expect(change.answer).toMatch(/`(monthly|tenure|calls|plan)`/);

    const otherwise = await say(`what if tenure were 50 and plan were pro for row ${row}?`);
    expect(otherwise.answer).toMatch(/`tenure` 50 in place of \d+ and `plan` pro in place of/);
    expect(otherwise.answer).toMatch(/(yes|no) \d+%, (yes|no) \d+%\.$/);
    expect((await say('what would happen if tenure were much for row 3?')).answer).toContain(
      'takes numbers, and “much” is none',
    );
    expect((await say('what if it rains?')).answer).toContain('which column is to be what');

    const leaderboard = await say('show me the leaderboard');
    expect(leaderboard.answer).toMatch(/in the model has a star/);
    const baseline = await say('compare it with the baseline');
    expect(baseline.answer).toMatch(/always saying the same .*0\.5/);
    const important = await say('which feature matters most?');
    expect(important.answer).toMatch(/dealt out anew|no time left/);

    for (const [question, says] of [
      [
        'how confident is that number?',
        /48 rows that nobody had seen.*roc_auc 0\.\d+.*Always saying the same comes to 0\.5/,
      ],
      ['is it better than guessing?', /better by 0\.\d+ \(95% interval/],
      ['can I trust it?', /The validator let it pass/],
      ['what did the optimizer do?', /^- The optimizer tried .* It took \d/],
      ['how long did it take?', /of a budget of 4 s: data-collector/],
      ['why roc_auc and not accuracy?', /^What counted was roc_auc: ranks two classes/],
      ['where is the report?', /report\.html/],
      ['what is in the report?', /report\.html/],
      ['where does it fail most?', /^On 48 rows that nobody had seen: (It fails most where|No slice)/],
      ['would more data help?', /rows it (still )?got|no time left/],
      ['which features were tried?', /No feature was tried|(better|worse) by|was the same with it/],
      ['how many rows did the validator keep?', /Of 240 rows of customers.csv, 192 were learned from and 48/],
      ['which model won?', /^The model is /],
      ['did you leave anything out?', /customer_id/],
      ['what would happen without calls?', /which column is to be what/],
    ] as const) {
      const { answer, results } = await say(question);
      expect(
        results.map(({ action }) => action),
        question,
      ).toEqual(['answer']);
      expect(answer, question).toMatch(says);
    }
    expect((await crew.plan({ text: 'how good is it on later.csv?', thread })).steps[0]).toMatchObject({
      action: 'validate_model',
    });
    const predicting = await say('predict customers.csv with it');
    expect(predicting.interrupt, predicting.answer).toMatchObject({
      action: 'predict_rows',
      question:
        'Predict the rows of customers.csv with customers-churned@1.0.0 and write the predictions to customers-predictions.csv?',
    });
    const predicted = await crew.resume(predicting.run, { approve: async () => true });
    expect(predicted.answer).toContain('240 rows of `customers.csv` are predicted');
    // In a conversation that has not spoken of it yet, "it" is what was trained last; nothing was promoted yet that could be undone.
    const promoting = await crew.turn({ text: 'promote it to production', thread: 'later' });
    expect(promoting.interrupt?.question).toMatch(/^Promote customers-churned@1\.0\.0 to production/);
    const done = await crew.resume(promoting.run, { approve: async () => true });
    expect(done.status, done.answer).toBe('done');
    const undoing = await crew.turn({
      text: 'undo the last promotion',
      thread: 'other',
      approve: async () => true,
    });
    expect(undoing.answer).toContain('nothing of customers-churned is in production');

    const promote = await crew.plan({ text: 'promote it to staging', thread });
    expect(promote.steps).toMatchObject([
      { action: 'promote_model', arguments: { model: expect.stringContaining('churned'), to: 'staging' } },
    ]);

    const features = await say('which features did you try?');
    expect(features.results[0]).toMatchObject({ agent: 'supervisor', action: 'answer' });

    const again = await crew.plan({ text: 'try again without target encoding', thread });
    expect(again.steps.map(({ action }) => action)).toEqual([
      'validate_dataset',
      'engineer_features',
      'train_model',
      'tune_model',
      'validate_model',
    ]);
    expect(again.steps[1]!.arguments).toMatchObject({ target: 'churned' });
    // Also where something else was asked for since.
    expect((await say('list the models')).results[0]).toMatchObject({ action: 'list_models' });
    const later = await crew.plan({ text: 'try again without target encoding', thread });
    expect(later.steps.map(({ action }) => action)).toEqual(again.steps.map(({ action }) => action));
    expect(later.steps[1]!.arguments).toMatchObject({ data: 'customers.csv', target: 'churned' });
    // And in a conversation that had none: the workspace's last one is meant, as in questions about the model.
    const elsewhere = await crew.plan({ text: 'try again without ratios', thread: 'another' });
    expect(elsewhere.steps[1]!.arguments).toMatchObject({ data: 'customers.csv', target: 'churned' });
    const longer = await crew.plan({ text: 'try again in 9 seconds', thread: 'another' });
    expect(longer.steps[2]).toMatchObject({ action: 'train_model', arguments: { timeBudget: 9 } });
    expect(leftOutSteps('try again without target encoding or ratios')).toEqual(['targetMean', 'ratio']);
    expect(leftOutSteps('try again with target encoding')).toEqual([]);
  });

  it('leaves words about other things to the supervisor', async () => {
    const { crew } = await taskCrew({});
    const { answer } = await crew.turn({ text: 'why did you drop that column?', thread: 'none' });
    expect(answer).not.toMatch(/left out/);
  });
});
