import { XMLValidator } from 'fast-xml-parser';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { renderModelCard, renderTrainingReport, type TrainingReport } from '../../../src/report/index.ts';
import { examples } from '../plots/examples.ts';

const evil = '<img src=x onerror=alert(1)>"\'`|*_[a](b)\u202e</script>';

/** A report with every part filled; `word` stands wherever a text may come from data. */
function fullReport(word = 'plain'): TrainingReport {
  return {
    run: {
      id: 'run_0123456789ab',
      name: word,
      startedAt: '2026-11-21T10:00:00.000Z',
      seconds: 61,
      timeBudgetSeconds: 60,
    },
    problem: {
      task: 'binary',
      target: word,
      classes: ['no', word],
      metric: 'rocAuc',
      isLowerBetter: false,
      whyMetric: word,
    },
    model: {
      name: word,
      version: '1.0.0',
      description: word,
      sha256: 'b'.repeat(64),
      bytes: 12_345,
      features: 9,
      threshold: 0.4,
    },
    data: {
      name: word,
      fingerprint: 'a'.repeat(64),
      rows: 12_345,
      parts: { [word]: 10_000 },
      splitBy: word,
      columns: [{ name: word, kind: 'numeric', missing: 0.031, distinct: 7, figures: word, role: word }],
    },
    findings: [{ severity: 'high', title: word, message: word, columns: [word], action: word }],
    decisions: [{ phase: word, what: word, decidedBy: 'policy', why: word, gain: word, isKept: false }],
    candidates: [
      { candidate: word, family: word, score: 0.91, low: 0.9, high: 0.92, seconds: 3.2 },
      { candidate: 'b', family: 'linear', score: null, seconds: 0.1, note: word },
    ],
    scores: {
      validation: [{ metric: 'rocAuc', value: 0.92 }],
      test: [
        { metric: 'rocAuc', value: 0.91, low: 0.88, high: 0.93 },
        { metric: 'logLoss', value: 0.3 },
      ],
      baseline: [
        { metric: 'rocAuc', value: 0.5 },
        { metric: 'logLoss', value: 0.69 },
      ],
    },
    plots: [
      ...examples,
      { plot: 'leaderboard', title: word, metric: word, candidates: [{ name: word, score: 1 }] },
    ],
    importances: [{ name: word, importance: 0.2 }],
    fairness: [
      {
        column: word,
        groups: [{ group: word, rows: 10, values: { [word]: 0.5 } }],
        gaps: [{ measure: word, value: 0.12, low: 0.1, high: 0.2, limit: 0.1 }],
      },
    ],
    slices: [{ rule: word, rows: 10, score: 0.6, overall: 0.9, pValue: 0.0001 }],
    agents: [{ agent: word, seconds: 2, contribution: 0.01, costUsd: 0.0012, note: word }],
    warnings: [word],
    reproducibility: {
      seed: 1,
      command: word,
      commit: word,
      isDirty: true,
      versions: { [word]: word },
      machine: word,
    },
    intendedUse: word,
    limitations: [word],
  };
}

const smallest: TrainingReport = {
  run: { id: 'run_0123456789ab', name: 'a', startedAt: '2026-11-21T10:00:00.000Z', seconds: 0 },
  problem: { task: 'regression', target: 'y', metric: 'rmse', isLowerBetter: true },
  model: { name: 'a', description: 'linear' },
};

describe('the training report', () => {
  it('is one page that fetches and runs nothing, whatever names hold', () => {
    const page = renderTrainingReport(fullReport(evil));
    // The XML name space of pictures is a name, not an address that is asked.
    const links = page.replaceAll('http://www.w3.org/2000/svg', '');
    expect(
      links.match(/<script|<img|<iframe|<link|<object|https?:|url\(|@import|javascript:|\u202e/i)?.[0] ??
        null,
    ).toBeNull();
    expect(page.includes(evil)).toBe(false);
    expect(page.includes("default-src 'none'")).toBe(true);
    const tags = [...page.matchAll(/<([a-z][\w-]*)/g)].map((match) => match[1]);
    expect(tags).not.toContain('img');
    // Values of attributes stand in quotes, which no name can close.
    expect(/<[^>]*\son\w+=/.exec(page.replace(/"[^"]*"/g, '""'))?.[0] ?? null).toBeNull();
  });

  it('is well-formed, and so are its pictures', () => {
    const page = renderTrainingReport(fullReport(evil));
    const pictures = page.match(/<svg[\s\S]*?<\/svg>/g)!;
    expect(pictures).toHaveLength(examples.length + 1);
    for (const picture of pictures) expect(XMLValidator.validate(picture)).toBe(true);
    const closed = page.replace('<!doctype html>', '').replace(/<(meta|br)\b([^>]*)>/g, '<$1$2/>');
    expect(XMLValidator.validate(closed, { allowBooleanAttributes: true })).toBe(true);
  });

  it('has every part that there is something to say in', () => {
    const page = renderTrainingReport(fullReport());
    const titles = [...page.matchAll(/<h2 id="[^"]+">([^<]+)</g)].map((match) => match[1]);
    expect(titles).toEqual([
      'Scores',
      'Plots',
      'What it looks at',
      'Candidates',
      'Data',
      'Findings',
      'Decisions',
      'Groups',
      'Where it is weakest',
      'The crew',
      'How to get it again',
    ]);
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${id}"`);
    expect(page).toContain('0.9100 (0.8800 to 0.9300)');
    expect(page).toContain('<span class="good">+0.4100</span>');
    // Less log loss than the baseline is a gain, too.
    expect(page).toContain('<span class="good">−0.3900</span>');
    expect(page).toContain('<span class="bad">too large</span>');
    expect(page).toContain('12,345');
  });

  it('leaves out what is not known', () => {
    const page = renderTrainingReport(smallest);
    expect(page).not.toContain('<h2');
    expect(page).not.toMatch(/undefined|null|NaN/);
  });

  it('says what does not fit', () => {
    expect(() => renderTrainingReport({ ...smallest, run: { ...smallest.run, seconds: -1 } })).toThrow(
      /does not fit at run\.seconds/,
    );
  });
});

describe('the model card', () => {
  it('says what is known, in sections', () => {
    const card = renderModelCard(fullReport());
    const titles = [...card.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    expect(titles).toEqual([
      'Details',
      'Intended use',
      'Metrics',
      'Data',
      'Groups',
      'Where it is weakest',
      'What it looks at',
      'Caveats',
      'How to get it again',
    ]);
    expect(card).toContain('| rocAuc | 0.9100 (0.8800 to 0.9300) | 0.9200 | 0.5000 |');
    expect(card).toContain('- Says the second class from a probability of 0.4000');
  });

  it('says so where nobody stated what it is for', () => {
    expect(renderModelCard(smallest)).toContain('Not stated.');
  });

  it('keeps names from data from meaning anything in Markdown', () => {
    const card = renderModelCard(fullReport(evil));
    const page = marked.parse(card, { async: false });
    expect(page).not.toMatch(/<img|<script|<a /);
    const tables = card.split('\n').filter((line) => line.startsWith('| '));
    for (const line of tables.filter((each) => each.includes('onerror')))
      expect(line.replaceAll(/\\./g, '').split('|').length).toBeGreaterThan(3);
  });

  it('begins a sentence with the model, and leaves names with underscores as they are', () => {
    const report: TrainingReport = {
      ...smallest,
      model: { name: 'a', description: 'a blend of 2 models' },
      warnings: ['customer_id and _id_ are left out'],
    };
    expect(renderTrainingReport(report)).toContain('. A blend of 2 models.');
    const card = renderModelCard(report);
    expect(card).toContain('A blend of 2 models. Predicts');
    expect(card).toContain('customer_id and \\_id\\_ are left out');
  });
});
