// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are code.

import type { RuleContext } from '../context.ts';
import { everyLanguage } from '../languages.ts';
import { type BuiltString, builtString, hole } from '../reading/built-string.ts';
import type { Call } from '../reading/calls.ts';
import { isChosenElsewhere } from '../reading/given.ts';
import { isGuarded, reachingDefinitions } from '../reading/reaching.ts';
import { clientInput, isHarmless, isReckoned } from '../reading/taint.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';
import { isMadeElsewhere, isSurelyGiven, namesChecked } from './sql-values.ts';

const sqlText =
  /\b(select\b[\s\S]*\bfrom\b|insert\s+(ignore\s+)?into\b|update\s+\S+\s+set\b|delete\s+from\b|replace\s+into\b|drop\s+(table|database|user|index)\b|alter\s+(table|user)\b|truncate\s+table\b|merge\s+into\b|grant\s+\S+\s+(on|to)\b|union\s+select\b)/i;
/**
 * What stands right before a value, as opposed to a table's or a column's name. Double quotes hold names in standard SQL, so
 * they need a comparison in front.
 */
const valuePosition =
  /'%?$|(=|<|>|\blike|\bilike|\bregexp|\bin\s*\(|\bvalues\s*\([^)]*)\s*"?%?$|(\blimit|\boffset|\bbetween|\bset\s[^=]*=)\s*$/i;
/** Statements about tables themselves: what is written into them are names, which no parameter can carry. */
const definesTables = /^\s*(alter|create|drop|truncate|comment|grant|revoke|pragma|rename)\b/i;

/** What a value stands behind when it is part of a quoted text. */
const inQuotes = /'[^']*$/;
/** A parameter's name follows, not its value: `VALUES (:name)`. */
const namesParameter = /[:@$]$/;

/** A dynamic part of SQL that stands where a value belongs. */
interface Value {
  node: number;
  /** Between quotes anything fits; what stands without them is a number, or SQL that was made before. */
  quoted: boolean;
}

/** The dynamic parts that stand where a value belongs, which a parameter could carry; all of them where order is lost. */
function valuesIn(built: BuiltString): readonly Value[] {
  const pieces = built.text.split(hole);
  const fronts = pieces.slice(0, -1).map((_, index) => pieces.slice(0, index + 1).join('?'));
  const isValue = fronts.map((front) => valuePosition.test(front) && !namesParameter.test(front));
  if (!isValue.includes(true)) return [];
  const isQuoted = fronts.map((front) => inQuotes.test(front.replaceAll(/'[^']*'/g, '')));
  return isValue.length === built.dynamic.length
    ? built.dynamic
        .map((node, index) => ({ node, quoted: isQuoted[index]! }))
        .filter((_, index) => isValue[index])
    : built.dynamic.map((node) => ({ node, quoted: isQuoted.some((each, index) => each && isValue[index]) }));
}

/** Whether a part is a row of placeholders: `', '.join(['?' for _ in values])`, `implode(',', array_fill(0, $n, '?'))`. */
function isPlaceholders(context: RuleContext, node: number): boolean {
  const made = reachingDefinitions(context, node).map(({ value }) => value);
  const filled = /\bstr_(pad|repeat)\([^;]*['"],?\s*\?/;
  if ([node, ...made].some((each) => each >= 0 && filled.test(context.short(each, 200)))) return true;
  return /(?<!["'`])["'`],?\s*(\?|%s)\s*,?\s*["'`](?!["'`]|\s*%)/.test(context.short(node, 200));
}

/** Whether the database layer itself writes this part, from nothing but fixed texts: `db.cast('value', 'int64')`. */
function isOfDialect(context: RuleContext, node: number): boolean {
  if (/^(conditional_expression|ternary_expression|conditional)$/.test(context.kind(node))) {
    const condition = context.field(node, 'condition');
    return context
      .children(node)
      .every((each) => each === condition || context.isConstant(each) || isOfDialect(context, each));
  }
  const call = context.call(node);
  if (call !== null && /^(now|fromunixtime|unixtimestamp)$/i.test(call.name)) return true;
  return (
    call !== null &&
    /^(self\.|this\.|\$this->|@)?_?\$?(db|conn|connection|dialect|engine|adapter|backend)(\.|->)\w+$/.test(
      call.path,
    ) &&
    call.arguments.every((each) => context.isConstant(each))
  );
}

/** Whether the function left before where the value is no number. */
function isNumberByCheck(context: RuleContext, node: number): boolean {
  return (
    /\b(is_numeric|is_int|ctype_digit|isdigit|isNaN|is_a\?\s*\(?(Integer|Numeric))/.test(
      context.text(context.enclosingFunction(node)),
    ) && isGuarded(context, node, context.text(node))
  );
}

/** Whether a class of a database layer runs a statement on itself: what it writes in are names and literals that it is there to quote. */
function isOfLayer(call: Call, context: RuleContext): boolean {
  return /^(\$this|this|self|Me)$/.test(context.text(call.receiver));
}

/** Whether a field of this object is only ever set to text that stands in the file. */
function isFixedField(context: RuleContext, node: number): boolean {
  const field = /^(?:\$this->|this\.|self\.|@)(\w+)$/.exec(context.text(node))?.[1];
  if (field === undefined) return false;
  const text = '(?:\'[^\'\\n]*\'|"[^"\\n$#{]*")';
  const set = new RegExp(
    `(?:\\$this->|this\\.|self\\.|@)${field}\\s*=(?!=)\\s*([^;\\n]*(?:\\n[^;\\n]*[?:][^;\\n]*)*)`,
    'g',
  );
  const values = [...context.source.matchAll(set)].map((match) => match[1]!.trim());
  const fixed = new RegExp(`^(?:[^;]*\\?\\s*${text}\\s*:\\s*)?${text}$`);
  return values.length > 0 && values.every((value) => fixed.test(value));
}

const placeholderByFamily: Readonly<Record<string, string>> = {
  js: 'db.query("… WHERE id = ?", [id])',
  python: 'cursor.execute("… WHERE id = %s", (id,))',
  java: 'a PreparedStatement with `?` and setString(…)',
  go: 'db.Query("… WHERE id = $1", id)',
  rust: 'sqlx::query("… WHERE id = $1").bind(id)',
  c: 'a prepared statement (sqlite3_prepare_v2 and sqlite3_bind_text, PQexecParams, mysql_stmt_bind_param)',
  csharp: 'command.Parameters.AddWithValue("@id", id)',
  ruby: 'where("id = ?", id)',
  php: '$statement = $db->prepare("… WHERE id = ?"); $statement->execute([$id])',
};

function checkQuery(call: Call, context: RuleContext): void {
  const ormFragment = /^(where|order|having|find_by_sql|pluck|exists\?|joins|group)$/.test(call.name);
  if (ormFragment && context.family !== 'ruby') return;
  // Migrations run once, with nobody's input.
  if (/(^|\/)(db\/)?migrat(e|ions?)\//i.test(context.path)) return;
  for (const argument of call.arguments.slice(0, 3)) {
    const built = builtString(context, argument);
    if (built === null) continue;
    const isFragment = ormFragment && /=|\blike\b|\bin\b|<|>/i.test(built.text);
    if (!sqlText.test(built.text) && !isFragment) continue;
    const input =
      built.dynamic
        .filter((each) => !isReckoned(context, each))
        .map((each) => clientInput(context, each))
        .find((each) => each !== null) ?? null;
    const suspects = valuesIn(built).filter(
      ({ node }) =>
        !isHarmless(context, node) &&
        !isFixedField(context, node) &&
        !isOfDialect(context, node) &&
        !isPlaceholders(context, node) &&
        !isMadeElsewhere(context, node) &&
        !isNumberByCheck(context, node),
    );
    if (input === null && (suspects.length === 0 || definesTables.test(built.text))) continue;
    if (input === null && isOfLayer(call, context)) continue;
    const fromCaller = suspects.filter(({ node }) => isChosenElsewhere(context, node));
    // What stands without quotes and is nobody's choice is a number or a key that the program found itself.
    if (input === null && fromCaller.length === 0 && !suspects.some(({ quoted }) => quoted)) continue;
    // Without quotes a value is a number more often than not.
    const isOpen = fromCaller.some(({ quoted }) => quoted);
    const names = suspects.map(({ node }) => `\`${context.short(node, 40)}\``);
    const { tree } = context;
    const near =
      built.node !== argument &&
      built.node < call.node &&
      tree.line[call.node]! - tree.line[built.node]! <= 5;
    context.report(near ? built.node : call.node, {
      endNode: call.node,
      unsure:
        input === null &&
        (namesChecked(context) ||
          !fromCaller.some(({ node, quoted }) => isSurelyGiven(context, node, quoted))),
      severity: input !== null ? 'critical' : isOpen ? 'high' : 'medium',
      message:
        `The SQL text passed to \`${call.name}\` has ${names.slice(0, 3).join(', ') || 'a value'} written into it: ` +
        `whoever chooses that value can change the statement${input === null ? '' : `, and it comes from a client (\`${input}\`)`}.`,
      suggestion: `Leave the text fixed and pass the values apart: ${placeholderByFamily[context.family]!}.`,
      evidence: [
        `SQL text is built on line ${tree.line[built.node]}`,
        ...(input === null ? [] : [`client input: ${input}`]),
      ],
    });
    return;
  }
}

export const sqlRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'sql-injection',
    category: 'security',
    severity: 'high',
    languages: everyLanguage,
    title: 'SQL put together from values',
    rationale:
      'A value inside the text of a statement is read as SQL: a quote in it ends the literal and the rest is executed. Parameters are never parsed.',
    cwe: 89,
    source: 'OWASP SQL Injection Prevention Cheat Sheet',
    unsure:
      'what no client sends and no caller hands over as it is, such as keys and fields of rows and settings, what a file with `$safe_…` values hands on, and numbers without quotes: right in 4 of 27 findings on real code',
    remediationMinutes: 30,
    skipTests: true,
    calls: [
      ...[
        'query',
        'execute',
        'executemany',
        'executescript',
        'executeQuery',
        'executeUpdate',
        'exec',
        'raw',
        'run',
        'all',
        'get',
      ],
      ...[
        'prepareStatement',
        'createQuery',
        'createNativeQuery',
        'createStatement',
        'queryForObject',
        'queryForList',
        'queryForMap',
        'update',
        'batchUpdate',
        'addBatch',
      ],
      ...[
        'Query',
        'QueryRow',
        'Exec',
        'QueryContext',
        'QueryRowContext',
        'ExecContext',
        'Prepare',
        'PrepareContext',
        'Raw',
        'Queryx',
        'Get',
        'Select',
      ],
      ...['$queryRawUnsafe', '$executeRawUnsafe', 'unsafe', 'rawQuery', 'execSQL', 'literal'],
      ...[
        'sqlite3_exec',
        'sqlite3_prepare',
        'sqlite3_prepare_v2',
        'mysql_query',
        'mysql_real_query',
        'PQexec',
        'SQLExecDirect',
      ],
      ...[
        'SqlCommand',
        'MySqlCommand',
        'NpgsqlCommand',
        'SqliteCommand',
        'SQLiteCommand',
        'OleDbCommand',
        'OdbcCommand',
        'SqlDataAdapter',
      ],
      ...[
        'FromSqlRaw',
        'ExecuteSqlRaw',
        'ExecuteSqlRawAsync',
        'QueryAsync',
        'ExecuteAsync',
        'QueryFirst',
        'QueryFirstOrDefault',
        'Execute',
      ],
      ...[
        'find_by_sql',
        'where',
        'order',
        'having',
        'exists?',
        'pluck',
        'exec_query',
        'select_all',
        'select_one',
        'select_value',
        'async_exec',
        'exec_params',
      ],
      ...[
        'mysqli_query',
        'mysql_query',
        'pg_query',
        'sqlite_query',
        'prepare',
        'query_as',
        'query_scalar',
        'sql_query',
        'batch_execute',
        'read_sql',
        'read_sql_query',
        'text',
        'get_results',
        'get_row',
        'get_var',
        'fetch',
        'fetchAll',
        'fetch_all',
        'fetchrow',
        'multi_query',
      ],
    ],
    checkCall: checkQuery,
    kinds: ['assignment_expression'],
    check(node, context) {
      // ADO.NET: the statement is a property of the command.
      if (context.family !== 'csharp') return;
      const left = context.field(node, 'left');
      if (!/(^|\.)CommandText$/.test(context.text(left))) return;
      checkQuery(
        {
          node,
          name: 'CommandText',
          path: 'CommandText',
          receiver: -1,
          arguments: [context.field(node, 'right')],
          isNew: false,
        },
        context,
      );
    },
    wrong: [
      {
        language: 'php',
        code: '<?php\nfunction f($con, $machine) {\n  return mysqli_query($con, "SELECT * FROM disks WHERE machine=\'" . $machine["serial"] . "\' AND cluster=\'$cluster_id\'");\n}',
        line: 3,
        unsure: true,
      },
      {
        language: 'php',
        code: '<?php\nfunction f($db) { foreach ($db->all() as $row) $db->query("UPDATE a SET b = 1 WHERE c = \'" . $row->c . "\'"); }',
        line: 2,
        unsure: true,
      },
      {
        language: 'php',
        code: '<?php\nfunction f($con, $name) { mysqli_query($con, "DELETE FROM a WHERE name=\'$name\'"); }\nf($con, $safe_name);',
        line: 2,
        unsure: true,
      },
      {
        language: 'javascript',
        code: 'function f(db, id) {\n  return db.query("SELECT * FROM users WHERE id = " + id);\n}',
        line: 2,
      },
      {
        language: 'typescript',
        code: "async function f(db: Pool, name: string) {\n  const sql = `SELECT * FROM users WHERE name = '${name}'`;\n  return db.query(sql);\n}",
        line: 2,
      },
      {
        language: 'python',
        code: 'def f(cursor, name):\n    cursor.execute("SELECT * FROM users WHERE name = \'%s\'" % name)',
        line: 2,
      },
      {
        language: 'python',
        code: 'def f(cursor, name):\n    cursor.execute(f"DELETE FROM users WHERE name = \'{name}\'")',
        line: 2,
      },
      {
        language: 'python',
        code: 'def f(cursor, name):\n    q = "SELECT * FROM t WHERE a = \'{}\'".format(name)\n    cursor.execute(q)',
        line: 2,
      },
      {
        language: 'java',
        code: 'class A { void f(Statement st, String name) throws SQLException {\n  st.executeQuery("SELECT * FROM users WHERE name = \'" + name + "\'");\n} }',
        line: 2,
      },
      {
        language: 'java',
        code: 'class A { void f(Statement st, String name) throws SQLException {\n  String q = String.format("SELECT * FROM u WHERE n = \'%s\'", name);\n  st.executeQuery(q);\n} }',
        line: 2,
      },
      {
        language: 'go',
        code: 'package a\nfunc f(db *sql.DB, name string) {\n\tdb.Query(fmt.Sprintf("SELECT * FROM users WHERE name = \'%s\'", name))\n}',
        line: 3,
      },
      {
        language: 'rust',
        code: 'fn f(c: &Connection, name: &str) {\n    c.execute(&format!("DELETE FROM users WHERE name = \'{}\'", name), []);\n}',
        line: 2,
      },
      {
        language: 'c',
        code: 'void f(sqlite3 *db, const char *name) {\n  char q[200];\n  sprintf(q, "SELECT * FROM users WHERE name = \'%s\'", name);\n  sqlite3_exec(db, q, 0, 0, 0);\n}',
        line: 3,
      },
      {
        language: 'cpp',
        code: 'void f(sqlite3* db, const std::string& name) {\n  std::string q = "SELECT * FROM users WHERE name = \'" + name + "\'";\n  sqlite3_exec(db, q.c_str(), 0, 0, 0);\n}',
        line: 2,
      },
      {
        language: 'csharp',
        code: 'class A { void F(SqlConnection c, string name) {\n  var cmd = new SqlCommand($"SELECT * FROM users WHERE name = \'{name}\'", c);\n} }',
        line: 2,
      },
      {
        language: 'csharp',
        code: 'class A { void F(SqlCommand cmd, string name) {\n  cmd.CommandText = "SELECT * FROM users WHERE name = \'" + name + "\'";\n} }',
        line: 2,
      },
      { language: 'ruby', code: 'def f(name)\n  User.where("name = \'#{name}\'")\nend', line: 2 },
      {
        language: 'php',
        code: '<?php\nfunction f($db, $name) {\n  return $db->query("SELECT * FROM users WHERE name = \'$name\'");\n}',
        line: 3,
      },
      {
        language: 'php',
        code: '<?php\nmysqli_query($c, "SELECT * FROM users WHERE id = " . $_GET[\'id\']);',
        line: 2,
      },
      {
        language: 'java',
        code: 'class A { void f(Statement st, String n) throws Exception {\n  StringBuilder b = new StringBuilder("SELECT * FROM t WHERE n = \'");\n  b.append(n).append("\'");\n  st.executeQuery(b.toString());\n} }',
        line: 4,
      },
    ],
    right: [
      {
        language: 'php',
        code: '<?php\nfunction f($db, $id) { $db->query("UPDATE a SET b = 1 WHERE id = " . (int)$id); }',
      },
      {
        language: 'php',
        code: '<?php\nclass A { function f($name) { return $this->Execute("INSERT INTO g VALUES (UPPER(\'$name\'))"); } }',
      },
      {
        language: 'php',
        code: '<?php\nfunction f($c, $id) { if (!is_numeric($id)) return false; return mysqli_query($c, "select NAME from n where id=" . $id); }',
      },
      { language: 'javascript', code: 'db.query("SELECT * FROM users WHERE id = ?", [id]);' },
      {
        language: 'javascript',
        code: 'const table = "users"; db.query(`SELECT * FROM ${table} WHERE id = ?`, [id]);',
      },
      { language: 'javascript', code: 'db.query(sql`SELECT * FROM users WHERE id = ${id}`);' },
      {
        language: 'javascript',
        code: 'function f(id) { db.query("SELECT * FROM users WHERE id = " + Number(id)); }',
      },
      {
        language: 'javascript',
        code: 'function f(name) { log.query("the user " + name + " was selected from the list"); }',
      },
      {
        language: 'python',
        code: 'def f(cursor, ids):\n    marks = ", ".join("?" * len(ids))\n    cursor.execute(f"SELECT * FROM t WHERE id IN ({marks})", ids)',
      },
      { language: 'python', code: 'cursor.execute("SELECT * FROM t WHERE id = %s", (id,))' },
      { language: 'python', code: 'def f(cursor, n):\n    cursor.execute("SELECT * FROM t LIMIT %d" % n)' },
      {
        language: 'java',
        code: 'class A { void f(Connection c) { c.prepareStatement("SELECT * FROM " + TABLE + " WHERE id = ?"); } }',
      },
      {
        language: 'go',
        code: 'package a\nfunc f(db *sql.DB, id int) { db.Query("SELECT * FROM users WHERE id = $1", id) }',
      },
      {
        language: 'python',
        code: "def f(con, values):\n    con.execute(f\"INSERT INTO t VALUES ({', '.join(['?' for _ in values])})\", values)",
      },
      {
        language: 'python',
        code: 'def f(self, cur):\n    for p in self.rows.values():\n        cur.execute(f"INSERT INTO hie VALUES ({p.parent},{p.child})")',
      },
      {
        language: 'php',
        code: '<?php\nfunction f($pdo, $data) { return $pdo->prepare("REPLACE INTO t VALUES(:" . implode(", :", array_keys($data)) . ")"); }',
      },
      {
        language: 'python',
        code: 'def f(db):\n    size = request.args.get("size")\n    if size:\n        size = int(size)\n    db.execute("select a from t limit {size}".format(size=size + 1))',
      },
      { language: 'ruby', code: 'def f(name)\n  User.where("name = ?", name)\nend' },
      {
        language: 'php',
        code: '<?php\nfunction f($db, $id) { return $db->query("SELECT * FROM users WHERE id = " . intval($id)); }',
      },
      {
        language: 'csharp',
        code: 'class A { void F(SqlConnection c) { var cmd = new SqlCommand("SELECT * FROM users WHERE name = @name", c); } }',
      },
    ],
  }),
];
