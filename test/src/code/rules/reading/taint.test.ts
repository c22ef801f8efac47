// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources are code.
import { describe, expect, it } from 'vitest';
import type { LanguageName } from '../../../../../src/code/index.ts';
import { findingsOf } from '../find-rule.ts';

/** What the security rules say of a piece of code. */
async function security(language: LanguageName, source: string): Promise<string[]> {
  return (await findingsOf(language, source))
    .filter(({ category }) => category === 'security')
    .map(({ rule, severity }) => `${rule} ${severity}`);
}

type Case = readonly [what: string, language: LanguageName, source: string, expected: readonly string[]];

const followed: readonly Case[] = [
  [
    'JavaScript through several assignments and a template',
    'javascript',
    "function f(req, db) {\n  const a = req.query.name;\n  let b = a.trim();\n  const c = `SELECT * FROM t WHERE n = '${b}'`;\n  const d = c;\n  return db.query(d);\n}",
    ['sql-injection critical'],
  ],
  [
    'TypeScript through destructuring',
    'typescript',
    'function f(req: Request, db: Db) {\n  const { name } = req.body;\n  return db.query("SELECT * FROM t WHERE n = \'" + name + "\'");\n}',
    ['sql-injection critical'],
  ],
  [
    'Python from a decorated route',
    'python',
    'import os\n@app.route("/<name>")\ndef f(name):\n    path = "ls " + name\n    os.system(path)\n',
    ['shell-injection critical'],
  ],
  [
    'Python when only one branch sets it to a constant',
    'python',
    'import os\ndef f(request, a):\n    name = request.args["n"]\n    if a:\n        name = "x"\n    os.system("ls " + name)\n',
    ['shell-injection critical'],
  ],
  [
    'Java from an annotated parameter',
    'java',
    'class A { void f(@RequestParam String id, Statement s) throws Exception {\n  String q = "SELECT * FROM t WHERE id = \'" + id + "\'";\n  s.executeQuery(q);\n} }',
    ['sql-injection critical'],
  ],
  [
    'C# from an attribute',
    'csharp',
    'class A { object F([FromQuery] string id, SqlConnection c) {\n  var q = "SELECT * FROM t WHERE id = \'" + id + "\'";\n  return new SqlCommand(q, c);\n} }',
    ['sql-injection critical'],
  ],
  [
    'PHP through concatenation in steps',
    'php',
    '<?php\nfunction f($db) {\n  $id = $_GET["id"];\n  $q = "SELECT * FROM t WHERE id = \'";\n  $q .= $id . "\'";\n  return $db->query($q);\n}',
    ['sql-injection critical'],
  ],
  [
    'Ruby through interpolation',
    'ruby',
    'def f\n  id = params[:id]\n  User.where("id = \'#{id}\'")\nend',
    ['sql-injection critical'],
  ],
  [
    'Go through Sprintf',
    'go',
    'package a\nfunc f(r *http.Request, db *sql.DB) {\n\tid := r.FormValue("id")\n\tq := fmt.Sprintf("SELECT * FROM t WHERE id = \'%s\'", id)\n\tdb.Query(q)\n}',
    ['sql-injection critical'],
  ],
];

const cleared: readonly Case[] = [
  [
    'JavaScript set anew before its use',
    'javascript',
    'function f(req) {\n  let code = req.query.code;\n  log(code);\n  code = "1 + 1";\n  eval(code);\n}',
    [],
  ],
  [
    'JavaScript after a check that leaves',
    'javascript',
    'function f(req, res) {\n  const target = req.query.to;\n  if (!allowed.includes(target)) return res.end();\n  res.redirect(target);\n}',
    [],
  ],
  [
    'JavaScript inside of the check',
    'javascript',
    'function f(req, res) {\n  const target = req.query.to;\n  if (allowed.has(target)) res.redirect(target);\n}',
    [],
  ],
  [
    'Python after a check that raises',
    'python',
    'import importlib\ndef f(request):\n    name = request.args["m"]\n    if name not in KNOWN:\n        raise ValueError(name)\n    return importlib.import_module(name)\n',
    [],
  ],
  [
    'Python with a number from the route',
    'python',
    'import os\n@app.route("/<int:n>")\ndef f(n):\n    os.system("ls %s" % int(n))\n',
    [],
  ],
  [
    'PHP replaced by a constant',
    'php',
    '<?php\nfunction f() {\n  $page = $_GET["page"];\n  $page = "home";\n  include $page . ".php";\n}',
    [],
  ],
  [
    'Java with a number',
    'java',
    'class A { void f(@RequestParam int id, Statement s) throws Exception {\n  s.executeQuery("SELECT * FROM t WHERE id = " + id);\n} }',
    [],
  ],
  [
    'Ruby after a check that leaves',
    'ruby',
    'def f\n  to = params[:to]\n  return unless allowed?(to)\n  redirect_to to\nend',
    [],
  ],
  [
    'Go after a check that leaves',
    'go',
    'package a\nfunc f(w http.ResponseWriter, r *http.Request) {\n\tto := r.FormValue("to")\n\tif !isAllowed(to) {\n\t\treturn\n\t}\n\thttp.Redirect(w, r, to, 302)\n}',
    [],
  ],
];

describe('what a client sent is followed', () => {
  it.each(followed)('%s', async (_what, language, source, expected) => {
    expect(await security(language, source)).toEqual(expected);
  });
});

describe('what a client sent is let go', () => {
  it.each(cleared)('%s', async (_what, language, source, expected) => {
    expect(await security(language, source)).toEqual(expected);
  });
});

it('still finds it when the check comes after the use, or is about another value', async () => {
  expect(
    await security(
      'javascript',
      'function f(req, res) {\n  const target = req.query.to;\n  const name = req.query.name;\n  if (!isValid(name)) return res.end();\n  res.redirect(target);\n  if (!isValid(target)) return res.end();\n}',
    ),
  ).toEqual(['open-redirect medium']);
});
