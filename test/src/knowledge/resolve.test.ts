import { afterEach, describe, expect, test } from 'vitest';
import { type CodeBase, createCodeBase, edgesOf } from './code-base.ts';

let base: CodeBase | null = null;
afterEach(async () => {
  await base?.close();
  base = null;
});

async function callsIn(files: Record<string, string>): Promise<string[]> {
  base = await createCodeBase(files);
  const calls = edgesOf(await base.load(), 'calls');
  return calls.map((edge) => edge.replaceAll(/(?:function|class|file):/g, '')).sort();
}

describe('calls are bound by name and scope', () => {
  test('in TypeScript, through imports, re-exports, aliases, namespaces, types and inheritance', async () => {
    const calls = await callsIn({
      'src/index.ts': `export { load as open } from './load.ts';\nexport * from './store.ts';\n`,
      'src/load.ts': `export function load() { return helper(); }\nfunction helper() { return 1; }\n`,
      'src/store.ts': `export class Base { close() {} }\nexport class Store extends Base { read() { this.close(); } }\n`,
      'src/app.ts': [
        `import { open, Store } from './index.ts';`,
        `import * as all from './load.ts';`,
        `export function run(store: Store) { open(); all.load(); store.read(); store.close(); new Store(); }`,
        `export function load() { return open(); }`,
        '',
      ].join('\n'),
    });
    expect(calls).toEqual([
      'src/app.ts#load src/load.ts#load',
      'src/app.ts#run src/load.ts#load',
      'src/app.ts#run src/store.ts#Base.close',
      'src/app.ts#run src/store.ts#Store',
      'src/app.ts#run src/store.ts#Store.read',
      'src/load.ts#load src/load.ts#helper',
      'src/store.ts#Store.read src/store.ts#Base.close',
    ]);
  });

  test('not by a name that a parameter, a variable or a loop binds itself', async () => {
    const calls = await callsIn({
      'a.ts': [
        'export function run() {}',
        'export function byParameter(run: () => void) { run(); }',
        'export const byArrow = (run: () => void) => run();',
        'export function byVariable(flag: boolean) { const run = flag ? byArrow : byParameter; run(() => {}); }',
        'export function byPattern({ run }: { run: () => void }) { run(); }',
        'export function byLoop(all: (() => void)[]) { for (const run of all) run(); }',
        'export function inBlock(flag: boolean) { if (flag) { const run = flag; void run; } run(); }',
        'export function held() { const run = () => {}; run(); }',
        'export function real() { return [1].map((run_) => run()); }',
        '',
      ].join('\n'),
      'b.py': [
        'def step(): pass',
        'def by_parameter(step): step()',
        'def by_variable(x):',
        '    step = x.step',
        '    return lambda: step()',
        'def by_loop(xs):',
        '    return [step() for step in xs]',
        'def real(): step()',
        'class Steps:',
        '    step = 1',
        '    def inside(self): step()',
        '',
      ].join('\n'),
      'c.go': [
        'package c',
        'func walk() {}',
        'func byParameter(walk func()) { walk() }',
        'func byVariable(f bool) { walk := pick(f); walk() }',
        'func pick(f bool) func() { return nil }',
        'func real() { walk() }',
        '',
      ].join('\n'),
    });
    expect(calls).toEqual([
      'a.ts#held a.ts#held.run',
      'a.ts#inBlock a.ts#run',
      'a.ts#real a.ts#run',
      'b.py#Steps.inside b.py#step',
      'b.py#real b.py#step',
      'c.go#byVariable c.go#pick',
      'c.go#real c.go#walk',
    ]);
  });

  test('not to the caller itself through another object, nor to a method that values of all kinds have', async () => {
    const calls = await callsIn({
      'wrap.py':
        'class Wrapped:\n    def set_level(self, v):\n        self.inner.set_level(v)\n    def again(self):\n        self.set_level(1)\n',
      'plan/plan.go': 'package plan\ntype Plan struct{}\nfunc (p *Plan) Stop() {}\n',
      'use.go':
        'package use\nfunc use() { s := makeServer(); s.Stop() }\nfunc makeServer() any { return nil }\n',
      'Own.java': 'class Own {\n  Object entrySet() { return null; }\n}\n',
      'Use.java': 'class Use {\n  void use(java.util.Map<String, String> map) { map.entrySet(); }\n}\n',
      'count.go':
        'package use\ntype count struct{}\ntype other struct{}\nfunc (c *count) Raise() {}\nfunc (o *other) Raise() {}\nfunc raise() {\n\tc := newCount(1).(*count)\n\tc.Raise()\n\to := &other{}\n\to.Raise()\n}\nfunc newCount(n int) any { return nil }\n',
    });
    expect(calls).toEqual([
      'count.go#raise count.go#count.Raise',
      'count.go#raise count.go#newCount',
      'count.go#raise count.go#other.Raise',
      'use.go#use use.go#makeServer',
      'wrap.py#Wrapped.again wrap.py#Wrapped.set_level',
    ]);
  });

  test('in JavaScript, through require', async () => {
    const calls = await callsIn({
      'a.js': `const { parse } = require('./lib/b');\nconst c = require('./lib/c.js');\nfunction main() { parse(); c.write(); }\n`,
      'lib/b.js': `function parse() {}\nmodule.exports = { parse };\n`,
      'lib/c.js': `exports.write = function write() {};\n`,
    });
    expect(calls).toEqual(['a.js#main lib/b.js#parse', 'a.js#main lib/c.js#write']);
  });

  test('in Python, through packages, modules and self', async () => {
    const calls = await callsIn({
      'shop/__init__.py': '',
      'shop/tax.py': `def rate():\n    return 1\n\nclass Rule:\n    def apply(self):\n        return self.check()\n    def check(self):\n        return rate()\n`,
      'shop/cart.py': `from .tax import Rule, rate as r\nfrom . import tax\nimport shop.tax as t\n\ndef total():\n    rule = Rule()\n    rule.apply()\n    tax.rate()\n    t.rate()\n    return r()\n`,
    });
    expect(calls).toEqual([
      'shop/cart.py#total shop/tax.py#Rule',
      'shop/cart.py#total shop/tax.py#Rule.apply',
      'shop/cart.py#total shop/tax.py#rate',
      'shop/tax.py#Rule.apply shop/tax.py#Rule.check',
      'shop/tax.py#Rule.check shop/tax.py#rate',
    ]);
  });

  test('in Go, through packages, files of one folder, and receivers', async () => {
    const calls = await callsIn({
      'go.mod': 'module example.org/shop\n',
      'cart/cart.go': `package cart\n\nimport "example.org/shop/tax"\n\ntype Cart struct{}\n\nfunc (c *Cart) Total() int { c.check(); return tax.Rate() + size() }\n`,
      'cart/check.go': `package cart\n\nfunc (c *Cart) check() {}\n\nfunc size() int { return 1 }\n`,
      'tax/tax.go': `package tax\n\nfunc Rate() int { return 1 }\n`,
    });
    expect(calls).toEqual([
      'cart/cart.go#Cart.Total cart/check.go#Cart.check',
      'cart/cart.go#Cart.Total cart/check.go#size',
      'cart/cart.go#Cart.Total tax/tax.go#Rate',
    ]);
  });

  test('in Java, through packages, fields and inherited methods', async () => {
    const calls = await callsIn({
      'src/org/shop/Base.java': `package org.shop;\nclass Base { void log() {} }\n`,
      'src/org/shop/Cart.java': `package org.shop;\nimport org.tax.Tax;\nclass Cart extends Base { private Tax tax; int total() { log(); return tax.rate() + part(); } int part() { return 1; } }\n`,
      'src/org/tax/Tax.java': `package org.tax;\npublic class Tax { public int rate() { return 1; } }\n`,
    });
    expect(calls).toEqual([
      'src/org/shop/Cart.java#Cart.total src/org/shop/Base.java#Base.log',
      'src/org/shop/Cart.java#Cart.total src/org/shop/Cart.java#Cart.part',
      'src/org/shop/Cart.java#Cart.total src/org/tax/Tax.java#Tax.rate',
    ]);
  });

  test('in Java, to the overload with as many parameters as there are arguments', async () => {
    const calls = await callsIn({
      'shop/Cart.java': `package shop;\nclass Cart {\n  int total() { return total(1); }\n  int total(int tax) { return total(tax, 2); }\n  int total(int tax, int rate) { return new Cart().total(1, 2, 3); }\n}\n`,
      'shop/App.java': `package shop;\nclass App { int run(Cart cart) { return cart.total() + cart.total(1, 2); } }\n`,
    });
    expect(calls).toEqual([
      'shop/App.java#App.run shop/Cart.java#Cart.total',
      'shop/App.java#App.run shop/Cart.java#Cart.total:5',
      'shop/Cart.java#Cart.total shop/Cart.java#Cart.total:4',
      'shop/Cart.java#Cart.total:4 shop/Cart.java#Cart.total:5',
      // None has three.
      'shop/Cart.java#Cart.total:5 shop/Cart.java#Cart',
      'shop/Cart.java#Cart.total:5 shop/Cart.java#Cart.total',
    ]);
  });

  test('in Java, of a base class where it says so, of a class within another, and not where the arguments do not fit', async () => {
    const calls = await callsIn({
      'shop/Base.java': `package shop;\nclass Base { int close() { return 1; } static class Parts { Parts(int size) {} } }\n`,
      'shop/Cart.java': `package shop;\nclass Cart extends Base {\n  int close() { return super.close(); }\n  class Parts { Parts(int size) { new Base.Parts(size); } }\n  int run(Object any) { any.onlyHere(); return any.onlyHere(1, 2); }\n}\n`,
      'shop/Other.java': `package shop;\nclass Other { void onlyHere(int one, int two) {} }\n`,
    });
    expect(calls).toEqual([
      'shop/Cart.java#Cart.Parts.Parts shop/Base.java#Base.Parts',
      'shop/Cart.java#Cart.close shop/Base.java#Base.close',
      'shop/Cart.java#Cart.run shop/Other.java#Other.onlyHere',
    ]);
  });

  test('through modules that all import everything of each other, once each', async () => {
    const count = 12;
    const files: Record<string, string> = {};
    for (let module = 0; module < count; module++) {
      const others = Array.from({ length: count }, (_, other) => other).filter((other) => other !== module);
      files[`shop/m${module}.py`] = [
        ...others.map((other) => `from .m${other} import *`),
        `def run${module}(): last_of_all(); nowhere()`,
        ...(module === count - 1 ? ['def last_of_all(): pass'] : []),
        '',
      ].join('\n');
      files[`org/p${module}/C${module}.java`] = [
        `package org.p${module};`,
        ...others.map((other) => `import org.p${other}.*;`),
        `public class C${module} { void run() { C${(module + 1) % count}.give(); C1.nothing(); None.give(); } static int give() { return 1; } }`,
        '',
      ].join('\n');
    }
    const calls = await callsIn(files);
    const expected = Array.from({ length: count }, (_, module) => [
      `shop/m${module}.py#run${module} shop/m${count - 1}.py#last_of_all`,
      `org/p${module}/C${module}.java#C${module}.run org/p${(module + 1) % count}/C${(module + 1) % count}.java#C${(module + 1) % count}.give`,
    ]);
    expect(calls).toEqual(expected.flat().sort());
  });

  test('a name that could be anything is bound to nothing', async () => {
    const calls = await callsIn({
      'a.ts': `export function run(x: any) { x.push(1); x.unknown(); missing(); fetch('y'); }\n`,
      'b.ts': `export class List { push() {} }\nexport function fetch() {}\n`,
    });
    expect(calls).toEqual([]);
  });
});
