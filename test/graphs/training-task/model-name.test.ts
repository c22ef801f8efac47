import { expect, it } from 'vitest';
import { modelName } from '../../../graphs/training-task/model-name.ts';

it.each([
  ['data/Customers 2026.csv.gz', 'Churned?', 'customers-2026-churned'],
  ['fraud.csv', 'fraud', 'fraud'],
  ['house_price.parquet', 'price', 'house-price'],
  ['Kündigungen.csv', 'Größe der Straße', 'kundigungen-grosse-der-strasse'],
  ['价.csv', '格', 'model'],
  ['价.csv', 'price', 'price'],
])('a model of %s that predicts %s is called %s', (data, target, name) => {
  expect(modelName({ name: null, data, target })).toBe(name);
  expect(modelName({ name: 'mine', data, target })).toBe('mine');
});
