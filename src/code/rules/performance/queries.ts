import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import type { Call } from '../reading/calls.ts';
import { definitionsOf } from '../reading/constants.ts';
import { repetition, turnNames } from '../reading/repetition.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const queryCall: Readonly<Record<string, RegExp>> = {
  js: /^(query|execute|findOne|findById|findByPk|findUnique|findFirst|findAll|findMany|findOneBy|\$queryRaw)$/,
  python: /^(execute|fetchone|query|get|filter|filter_by|find_one|scalar|first)$/,
  java: /^(executeQuery|executeUpdate|findById|findOne|queryForObject|queryForList|getReferenceById)$/,
  go: /^(Query|QueryRow|QueryContext|QueryRowContext|Exec|ExecContext|Get|First|Find)$/,
  csharp:
    /^(ExecuteReader|ExecuteScalar|ExecuteNonQuery|ExecuteReaderAsync|FirstOrDefaultAsync|FindAsync|SingleOrDefaultAsync|QueryFirst|QueryAsync)$/,
  ruby: /^(find|find_by|find_by!|where|exists\?|find_by_sql|execute)$/,
  php: /^(query|mysqli_query|execute|fetchOne|fetchAll|find|findOneBy|get_row|get_col|get_var|get_results|pg_query|prepare)$/,
};

/** Whether a call asks a database, going by its receiver and its text. */
function isQuery(call: Call, context: RuleContext): boolean {
  if (!(queryCall[context.family]?.test(call.name) ?? false)) return false;
  const receiver = context.short(call.receiver, 200);
  const sql = /^["'`@$f]*\s*(select|insert|update|delete|with)\s/i.test(
    context.text(call.arguments[0] ?? -1),
  );
  const database =
    /(^|[._>\s$])(db|database|conn|connection|cursor|cur|pool|client|session|repo|repository|\w+Repo(sitory)?|prisma|knex|sequelize|statement|stmt|wpdb|pdo|mysqli|em|entityManager|jdbcTemplate|tx|dbContext|_context)(\(\))?$/i;
  switch (context.family) {
    case 'js':
      if (/^(findOne|findById|findByPk|findUnique|findFirst|findMany|findOneBy|\$queryRaw)$/.test(call.name))
        return /await/.test(
          context.source.slice(
            Math.max(0, context.tree.start[call.node]! - 12),
            context.tree.start[call.node],
          ),
        );
      return sql || (database.test(receiver) && /^(query|execute)$/.test(call.name));
    case 'python':
      if (/^(get|filter)$/.test(call.name)) return /\.objects$/.test(receiver);
      if (/^(query|filter_by|first|scalar|fetchone)$/.test(call.name))
        return call.name === 'query' && /(session|db)$/.test(receiver);
      return (
        sql ||
        (/(cursor|cur|conn|connection|db)$/.test(receiver) &&
          call.name === 'execute' &&
          /select/i.test(context.short(call.arguments[0] ?? -1, 200)))
      );
    case 'java':
      return /^execute/.test(call.name)
        ? sql || /(stmt|statement|ps)$/i.test(receiver)
        : /repo(sitory)?$|jdbc|dao$/i.test(receiver);
    case 'go':
      return /^(Get|First|Find|Exec|ExecContext)$/.test(call.name)
        ? sql && database.test(receiver)
        : sql || database.test(receiver);
    case 'csharp':
      return /^Execute/.test(call.name)
        ? /cmd|command/i.test(receiver) && context.says(/SELECT/i)
        : /context|db|connection|conn/i.test(receiver);
    case 'ruby':
      return (
        /^[A-Z]\w+$/.test(receiver) &&
        /^(find|find_by|find_by!|exists\?|find_by_sql)$/.test(call.name) &&
        !/^(Dir|Find|File|Regexp|ENV|Hash|Set|Array|Struct|Pathname|Gem|Rake)/.test(receiver)
      );
    case 'php':
      // WordPress writes the values into the text there, and asks nobody yet.
      if (call.name === 'prepare' && /wpdb$/.test(receiver)) return false;
      return call.receiver < 0
        ? /_query$/.test(call.name)
        : sql ||
            (/^(query|get_row|get_col|get_var|get_results|fetchOne)$/.test(call.name) &&
              database.test(receiver));
    default:
      return false;
  }
}

/** Whether a loop goes through a list or table that stands in the file: there are as many queries as somebody wrote down. */
function isShortList(loop: NodeIndex, context: RuleContext): boolean {
  const subject = [context.field(loop, 'right'), ...(context.family === 'php' ? context.children(loop) : [])];
  return subject.some((each) => {
    if (each < 0) return false;
    const called = context.call(each);
    const list =
      called !== null && /^(items|keys|values|entries)$/.test(called.name) ? called.receiver : each;
    const values =
      context.kind(list) === 'identifier' ? definitionsOf(context, list).map(({ value }) => value) : [list];
    return values.length > 0 && values.every((value) => value >= 0 && literals.test(context.kind(value)));
  });
}

const literals = /^(list|tuple|set|dictionary|array|object|array_creation_expression)$/;

export const queryRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'query-in-loop',
    category: 'performance',
    severity: 'medium',
    offByDefault:
      'right in 2 of 3 findings on real code since it was narrowed, and in 3 of 5 before: too few to tell',
    languages: [...js, 'python', 'java', 'go', 'csharp', 'ruby', 'php'],
    title: 'Database asked once for each item',
    rationale: 'A hundred items are a hundred round trips; one query with IN or a join is one.',
    cwe: 1073,
    source: 'Fowler, Patterns of Enterprise Application Architecture, 2002 (ripple loading)',
    remediationMinutes: 45,
    skipTests: true,
    supersedes: ['await-in-loop'],
    calls: Object.values(queryCall)
      .flatMap((shape) =>
        shape.source
          .replace(/^\^\(|\)\$$/g, '')
          .replaceAll('\\', '')
          .split('|'),
      )
      .filter((name) => /^[\w$?!]+$/.test(name)),
    checkCall(call, context) {
      const loop = repetition(call.node, context);
      if (loop < 0 || !isQuery(call, context)) return;
      // Django's queries are joined by `|=` and run once, later.
      if (
        context.family === 'python' &&
        /\|=\s*$/.test(context.source.slice(0, context.tree.start[call.node]))
      )
        return;
      if (/^(while_statement|while|do_statement)$/.test(context.kind(loop))) return;
      if (isShortList(loop, context)) return;
      const names = turnNames(loop, context);
      // Running a list of statements that were put together before is one call a statement.
      if (names.some((name) => /quer|sql|statement|migration|command/i.test(name))) return;
      const given = context.text(call.node);
      if (!names.some((name) => new RegExp(`(^|[^\\w.])\\$?${name.replace('$', '\\$')}\\b`).test(given)))
        return;
      if (
        /migrat|batch|chunk|page|\bi\b\s*\+=|insert|update|delete|create|drop|alter/i.test(
          `${context.functionName(context.enclosingFunction(call.node))} ${context.short(call.arguments[0] ?? -1, 40)} ${names.join(' ')}`,
        )
      )
        return;
      context.report(call.node, {
        message: `\`${call.path.slice(-40)}\` runs once for every turn of the loop on line ${context.tree.line[loop]}.`,
        suggestion:
          'Collect the keys first and ask once (WHERE id IN (…), a join, or the ORM’s eager loading).',
        evidence: [`loop on line ${context.tree.line[loop]}`],
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'async function f(ids) {\n  for (const id of ids) {\n    const user = await User.findById(id);\n    g(user);\n  }\n}',
        line: 3,
      },
      {
        language: 'python',
        code: 'def f(ids):\n    for i in ids:\n        user = User.objects.get(pk=i)\n        g(user)',
        line: 3,
      },
      {
        language: 'go',
        code: 'package a\nfunc f(ids []int) {\n\tfor _, id := range ids {\n\t\tdb.QueryRow("SELECT name FROM users WHERE id = $1", id).Scan(&n)\n\t}\n}',
        line: 4,
      },
      {
        language: 'java',
        code: 'class A { void f(List<Long> ids) { for (Long id : ids) { g(userRepository.findById(id)); } } }',
      },
      {
        language: 'php',
        code: '<?php\nforeach ($ids as $id) {\n  $row = $db->query("SELECT * FROM t WHERE id = " . (int) $id);\n}',
        line: 3,
      },
      {
        language: 'php',
        code: '<?php\nforeach ($names as $name) {\n  $ids = $wpdb->get_col($wpdb->prepare("SELECT id FROM t WHERE name = %s", $name));\n}',
        line: 3,
      },
      { language: 'ruby', code: 'ids.each do |id|\n  user = User.find(id)\n  g(user)\nend', line: 2 },
    ],
    right: [
      {
        language: 'javascript',
        code: 'async function f(ids) { const users = await User.find({ id: { $in: ids } }); for (const u of users) g(map.get(u.id)); }',
      },
      {
        language: 'python',
        code: 'for key in keys:\n    value = settings.get(key)\nfor row in cursor.execute("SELECT 1"):\n    g(row)',
      },
      {
        language: 'python',
        code: 'tables = {"tag": Tags, "shelf": Shelf}\nfor key, table in tables.items():\n    g(db.session.query(table).filter(table.id == key))',
      },
      { language: 'ruby', code: 'lists.each { |list| list.find { |x| x } }' },
      {
        language: 'php',
        code: '<?php\nforeach ($names as $name) {\n  $text[] = $wpdb->prepare("SELECT id FROM t WHERE name = %s", $name);\n}',
      },
    ],
  }),
];
