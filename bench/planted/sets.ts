import { clean, plant, type SetOfBench, set } from './set-of-bench.ts';

/**
 * What is reported: the six kinds of problems that the goal names, twenty sets, and twenty clean ones, each of a table of its own whose name no earlier list used and that
 * holds the rows of no earlier one; all of them, and the seed, were chosen before the first run on any. Labels are swapped in the first three candidates of
 * `unseen_tables.py` that meet its condition.
 */
export const reported: readonly SetOfBench[] = [
  set('hotel_rates', 'avg_price_per_room', 'leakage', plant.leakCopy),
  set('k401ksubs', 'e401k', 'leakage', plant.leakFilled),
  set('airfare', 'fare', 'leakage', plant.leakJoint),
  set('loans_full_schema', 'interest_rate', 'leakage', plant.leakBands(5)),
  set('jtrain98', 'earn98', 'duplicates', plant.duplicates),
  set('ESS9GB', 'immigsent', 'duplicates', plant.duplicates),
  set('InstInnovation', 'patents', 'duplicates', plant.duplicates),
  set('Guns', 'law', 'labels', plant.swappedLabels),
  set('towny', 'status', 'labels', plant.swappedLabels),
  set('Produc', 'region', 'labels', plant.swappedLabels),
  set('TenMileRace', 'age', 'unit', plant.unitChange('net', 1 / 60)),
  set('colon', 'status', 'unit', plant.unitByTime('age', 12)),
  set('surveys', 'sex', 'unit', plant.unitChange('weight', 1 / 28.3495)),
  set('nba_players_19', 'position', 'unit', plant.unitChange('height', 2.54)),
  set('resume', 'received_callback', 'identifier', plant.identifier('order')),
  set('mm_nhis', 'hlth', 'identifier', plant.identifier('remainder')),
  set('wage1', 'wage', 'identifier', plant.identifier('beginning')),
  set('nottem', 'value', 'time', plant.randomInTime('time')),
  set('usmelec', 'value', 'time', plant.randomInTime('time')),
  set('gasoline', 'value', 'time', plant.rollingFromFuture(3)),
  clean('CPS1988', 'wage'),
  clean('GSOEP9402', 'school'),
  clean('gov_transfers', 'Support'),
  clean('science', 'like'),
  clean('gss_wages', 'realrinc'),
  clean('student', 'score'),
  clean('myeloma', 'death'),
  clean('gss2010', 'grass'),
  clean('mlbbat10', 'home_run'),
  clean('loanapp', 'approve'),
  clean('charity', 'respond'),
  clean('WordsWithFriends', 'WinMargin'),
  clean('taxi', 'tip'),
  clean('restaurant_inspections', 'inspection_score'),
  clean('vlt', 'prize'),
  clean('labsup', 'worked'),
  clean('Overdrawn', 'Overdrawn'),
  clean('Hsb82', 'mAch'),
  clean('Exam', 'normexam'),
  clean('Chem97', 'score'),
];
