import { expect, it } from 'vitest';
import { explainNamed } from '../../agents/answering/explain-finding.ts';
import { actionContext } from './action-context.ts';

const finding = {
  id: 'rec_0123456789',
  file: '',
  rule: 'eval-of-data',
  category: 'security',
  severity: 'medium',
  line: 2,
  endLine: 2,
  title: 'Data run as code',
  message: 'It runs whatever x holds.',
  quote: 'eval(x)',
  suggestion: null,
  patch: null,
  acceptance: 0.6,
  evidence: [],
  source: 'rule',
};

it.each([
  ['', 'python', 'ast.literal_eval'],
  ['gone.h', 'python', 'ast.literal_eval'],
  ['gone.py', null, 'ast.literal_eval'],
  ['', null, '```javascript'],
])(
  'a finding of %j, recorded as %s, is explained with examples of its language',
  async (file, language, shows) => {
    const context = await actionContext();
    await context.store.recommendations.record({ run: 'run_1', step: '1' }, [{ ...finding, file }], () =>
      language === null ? null : JSON.stringify({ language }),
    );
    expect(await explainNamed('explain rec_0123456789', context)).toContain(shows);
  },
);
