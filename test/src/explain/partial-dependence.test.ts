import { describe, expect, it } from 'vitest';
import { predictTable } from '../../../src/artifact/index.ts';
import { partialDependence } from '../../../src/explain/index.ts';
import { numbers, table, three, trained, two } from './small-models.ts';

describe('partial dependence', () => {
  it('is straight for a line, by its slope', async () => {
    const model = await trained(['linear'], numbers);
    const found = await partialDependence(model, table, { columns: ['width'], points: 8 });
    const grid = found.grid[0] as number[];
    const [averages] = found.averages;
    expect(grid.length).toBeGreaterThan(4);
    expect(grid).toEqual([...grid].sort((one, other) => one - other));
    const slopes = grid
      .slice(1)
      .map((value, at) => (averages![at + 1]! - averages![at]!) / (value - grid[at]!));
    for (const slope of slopes) expect(slope).toBeCloseTo(slopes[0]!, 9);
  });

  it('is the mean of the curves of its rows, which are what the model says', async () => {
    const model = await trained(['random-forest'], two);
    const found = await partialDependence(model, table, {
      columns: ['colour'],
      sampleRows: 30,
      curves: 30,
      seed: 3,
    });
    expect(found.outputs).toEqual(['yes']);
    expect([...found.grid[0]!].sort()).toEqual(['blue', 'green', 'grey', 'red']);
    const places = found.grid[0]!.length;
    found.averages[0]!.forEach((average, place) => {
      let sum = 0;
      for (let row = 0; row < 30; row++) sum += found.curves[0]![row * places + place]!;
      expect(sum / 30).toBeCloseTo(average, 12);
    });
    const colour = table.columns[1]!;
    if (colour.type !== 'texts') throw new Error('texts are expected');
    const code = colour.dictionary.indexOf(found.grid[0]![0] as string);
    const changed = {
      ...table,
      columns: table.columns.with(1, { ...colour, codes: colour.codes.map(() => code) }),
    };
    const { predictions } = predictTable(model, changed);
    if (predictions.task !== 'classification') throw new Error('classes are expected');
    expect(found.curves[0]![0]).toBeCloseTo(predictions.probabilities[1]![found.curveRows[0]!]!, 12);
    expect(found.averages[0]![found.grid[0]!.indexOf('red')]).toBeGreaterThan(
      found.averages[0]![found.grid[0]!.indexOf('grey')]!,
    );
  });

  it('combines two columns, for each of several classes', async () => {
    const model = await trained(['random-forest'], three);
    const found = await partialDependence(model, table, {
      columns: ['colour', 'height'],
      points: 5,
      sampleRows: 50,
    });
    expect(found.averages.map((own) => own.length)).toEqual([20, 20, 20]);
    for (let place = 0; place < 20; place++) {
      const sum = found.averages.reduce((total, own) => total + own[place]!, 0);
      expect(sum).toBeCloseTo(1, 9);
    }
  });

  it('names columns that the model looks at where another is asked for', async () => {
    const model = await trained(['linear'], numbers);
    await expect(partialDependence(model, table, { columns: ['weight'] })).rejects.toMatchObject({
      code: 'no-such-column',
      message: /height, colour, width, noise/,
    });
    const none = { rows: 0, columns: table.columns };
    await expect(partialDependence(model, none, { columns: ['width'] })).rejects.toMatchObject({
      code: 'no-rows',
    });
  });
});
