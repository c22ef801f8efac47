import { describe, expect, it } from 'vitest';
import { findErrorTrace } from '../../../agents/planner/index.ts';
import { plan } from './plan.ts';

const traces = {
  python: [
    'Traceback (most recent call last):\n  File "main.py", line 9, in <module>\n    f()\n  File "lib/a.py", line 3, in f\n    return x\nNameError: name \'x\' is not defined',
    "NameError: name 'x' is not defined",
    { path: 'lib/a.py', line: 3 },
  ],
  node: [
    "/srv/app.js:3\n    x.y();\n\nTypeError: Cannot read properties of undefined (reading 'y')\n    at load (/srv/app.js:3:7)\n    at node:internal/main:23:1",
    "TypeError: Cannot read properties of undefined (reading 'y')",
    { path: '/srv/app.js', line: 3 },
  ],
  java: [
    'Exception in thread "main" java.lang.NullPointerException: s\n\tat Main.size(Main.java:4)\n\tat Main.main(Main.java:9)',
    'java.lang.NullPointerException: s',
    { path: 'Main.java', line: 4 },
  ],
  csharp: [
    'Unhandled exception. System.InvalidOperationException: empty\n   at App.Run() in /src/App.cs:line 12',
    'System.InvalidOperationException: empty',
    { path: '/src/App.cs', line: 12 },
  ],
  go: [
    'panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:8 +0x1d',
    'panic: runtime error: index out of range [3] with length 3',
    { path: '/src/main.go', line: 8 },
  ],
  rust: [
    "thread 'main' panicked at src/main.rs:4:5:\ncalled `Option::unwrap()` on a `None` value",
    'called `Option::unwrap()` on a `None` value',
    { path: 'src/main.rs', line: 4 },
  ],
  ruby: [
    "a.rb:3:in 'total': undefined local variable (NameError)\n\tfrom a.rb:9:in '<main>'",
    'undefined local variable (NameError)',
    { path: 'a.rb', line: 3 },
  ],
  php: [
    'PHP Fatal error:  Uncaught Error: Call to undefined function f() in /srv/x.php:12',
    'PHP Fatal error:  Uncaught Error: Call to undefined function f()',
    { path: '/srv/x.php', line: 12 },
  ],
} as const;

describe('an error’s trace', () => {
  it.each(Object.entries(traces))(
    'of %s is told from code, with its error and innermost place',
    (_, [text, error, place]) => {
      const found = findErrorTrace(`what does this mean?\n${text}\n`);
      expect(found?.error).toBe(error);
      expect(found?.places[0]).toEqual(place);
      expect(plan(`what does this mean?\n${text}`).steps.map(({ action }) => action)).toEqual(['answer']);
      expect(plan(text).steps.map(({ action }) => action)).toEqual(['answer']);
    },
  );

  it('leaves what is asked of a file that is named before it', () => {
    const { steps } = plan(`review lib/a.py, it fails:\n${traces.python[0]}`);
    expect(steps[0]).toMatchObject({ action: 'review_code' });
  });

  it.each([
    'try:\n    f()\nexcept ValueError as error:\n    raise RuntimeError("no") from error',
    'throw new TypeError("no")\nfunction f() { return 1 }',
    'review a.py, it raises an Exception at start',
    'std::panic::catch_unwind(|| { panic!("no") });',
  ])('is not seen in %j', (text) => expect(findErrorTrace(text)).toBeNull());
});
