import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import type { LanguageFamily } from '../languages.ts';
import { isGivenFixed } from './callers.ts';
import { isGuarded, reachingDefinitions } from './reaching.ts';
import { requestParameter } from './request-parameters.ts';

/** How what a client sends looks, by language: the shapes of the web frameworks in wide use. */
const requestShapes: Readonly<Record<LanguageFamily, RegExp>> = {
  js: /\b(req|request|ctx\.request|ctx)\s*\.\s*(query|params|body|headers|cookies|param\()|\b(location|document\.location|window\.location)\.(hash|search|href)|\bdocument\.(URL|referrer|cookie)|\bprocess\.argv|\bsearchParams\.get\(|\bevent\s*\.\s*(queryStringParameters|pathParameters|multiValueQueryStringParameters)|\b(c|ctx|context)\.req\.(query|param|header|json|parseBody)\(|\bprocess\.stdin/,
  python:
    /\brequest\s*\.\s*(args|form|values|json|data|files|cookies|headers|GET|POST|query_params|query_string|path_params|get_json|body|META)\b|\bself\.get_(argument|query_argument|body_argument)\(|\bself\.request\.(get|params|GET|POST|body)\b|\bsys\.stdin\b|\bsys\.argv\b|\binput\(|\braw_input\(/,
  java: /\.(getParameter|getHeader|getQueryString|getCookies|getParameterValues|getPathInfo|getRequestURI|getParameterMap)\(|\bargs\[/,
  go: /\.(FormValue|PostFormValue)\(|\.URL\.Query\(\)|\.URL\.Path\b|\bc\.(Query|Param|PostForm|DefaultQuery)\(|\bmux\.Vars\(|\.PathValue\(|\bchi\.URLParam\(|\.Header\.Get\(|\bc\.(FormValue|QueryParam|Params|GetHeader|PostFormArray|QueryArray)\(|\bos\.Args\b/,
  rust: /\benv::args\(\)/,
  c: /\bargv\s*\[|\bgetenv\s*\(/,
  csharp:
    /\bRequest\s*\.\s*(Query|Form|QueryString|Params|Headers|Cookies|Path)\b|\bRequest\s*\[|\bargs\s*\[/,
  ruby: /\bparams\s*\[|\bparams\.(fetch|dig|require)\b|\brequest\.(params|headers|cookies|query_string)\b|\bARGV\b|\bcookies\s*\[/,
  php: /\$_(GET|POST|REQUEST|COOKIE|FILES)\b|\$request->(input|get|query|post|all|header|cookie|getContent|getQueryParams|getParsedBody)\s*\(|\$request->(query|request|cookies|headers|attributes)->get\s*\(|php:\/\/input|\$_SERVER\s*\[\s*['"](QUERY_STRING|REQUEST_URI|PHP_SELF|HTTP_)/,
};

/** Only what comes over the network: what a person types on the command line is theirs to choose. */
const local =
  /process\.argv|process\.stdin|sys\.stdin|sys\.argv|\binput\(|raw_input|\bargs\s*\[|os\.Args|env::args|\bargv|getenv|ARGV/;

/**
 * The text of what a client sent, if `node` is such a thing or a variable that was set to one; null otherwise.
 * `network` leaves out command lines and environment.
 */
export function clientInput(context: RuleContext, node: NodeIndex, network = true, depth = 0): string | null {
  if (depth > mostSteps) return null;
  const known = knownInputs(context, network);
  const answer = known.get(node);
  if (answer !== undefined) return answer;
  // While it is being found out, a value that is built from itself brings nothing new.
  known.set(node, null);
  const found = node < 0 ? null : findClientInput(context, node, network, depth);
  known.set(node, found);
  return found;
}

/** Assignments from variable to variable that are followed. */
const mostSteps = 30;

const inputs = new WeakMap<RuleContext, [Map<NodeIndex, string | null>, Map<NodeIndex, string | null>]>();

/** What has been found out in this file: each value is looked into once, however many names lead to it. */
function knownInputs(context: RuleContext, network: boolean): Map<NodeIndex, string | null> {
  let both = inputs.get(context);
  if (both === undefined) {
    both = [new Map(), new Map()];
    inputs.set(context, both);
  }
  return both[network ? 0 : 1];
}

function findClientInput(
  context: RuleContext,
  node: NodeIndex,
  network: boolean,
  depth: number,
): string | null {
  if (isReckoned(context, node)) return null;
  const text = context.tree.end[node]! - context.tree.start[node]! > 2000 ? '' : context.text(node);
  const match = requestShapes[context.family].exec(text);
  if (
    match !== null &&
    !(network && local.test(match[0])) &&
    isOfRequest(context, text, match.index) &&
    // What a text says is no input.
    !(context.family === 'php' && /^string/.test(context.kind(nodeAt(context, node, match.index))))
  ) {
    if (isCleaned(text) || !reaches(context, nodeAt(context, node, match.index), node)) return null;
    // Where the server itself put an upload.
    if (/\[\s*:tempfile\s*\]|\[['"]tmp_name['"]\]/.test(text)) return null;
    if (isAllowed(context, node, text)) return null;
    return match[0].replace(/\s+/g, '').replace(/[([.]$/, '');
  }
  let looked = 0;
  for (const leaf of context.descendants(node, false)) {
    // What is put together from hundreds of names is a table, not a value.
    looked += 1;
    if (looked > 400) return null;
    const kind = context.kind(leaf);
    if (kind !== 'identifier' && kind !== 'variable_name') continue;
    if (isCleaned(text)) return null;
    if (!reaches(context, leaf, node)) continue;
    const name = context.text(leaf);
    for (const definition of reachingDefinitions(context, leaf)) {
      const given = requestParameter(context, definition, name);
      if (given !== null && !isGuarded(context, leaf, name)) return given;
      // A destructured name has no value of its own: look at what was taken apart.
      const value = definition.value >= 0 ? definition.value : patternSource(context, definition.node);
      if (value < 0 || context.isInside(leaf, definition.node)) continue;
      const found = clientInput(context, value, network, depth + 1);
      // What was checked since then is no longer the client's to choose.
      if (found !== null && !isGuarded(context, leaf, name)) return found;
    }
  }
  return null;
}

/** Whether an `if` around a value asks what it consists of: `if (!preg_match('/[^a-z]/', $_GET['lang'])) { … $_GET['lang'] … }`. */
function isAllowed(context: RuleContext, node: NodeIndex, text: string): boolean {
  const item = /[$\w.]+(->\w+)?\[\s*['"][\w-]+['"]\s*\]/.exec(text)?.[0];
  if (item === undefined) return false;
  for (
    let below = node, up = context.parent(node);
    up >= 0 && !context.isFunction(up);
    below = up, up = context.parent(up)
  ) {
    if (context.kind(up) !== 'if_statement') continue;
    const condition = context.field(up, 'condition');
    if (
      condition < 0 ||
      condition === below ||
      context.tree.fields[context.tree.field[below]!] === 'alternative'
    )
      continue;
    const asked = context.text(condition);
    const at = asked.search(
      /\b(preg_match|ctype_\w+|in_array|array_key_exists|is_numeric|is_int|fullmatch|isalnum|isidentifier|isdigit)\b/,
    );
    if (at >= 0 && asked.includes(item, at)) return true;
  }
  return false;
}

/** Java's getters are called alike wherever something has parameters or headers: only a request's come from a client. */
function isOfRequest(context: RuleContext, text: string, at: number): boolean {
  return (
    context.family !== 'java' ||
    !text.startsWith('.get', at) ||
    /req(uest)?(\(\))?$|exchange$|ctx$/i.test(text.slice(0, at)) ||
    context.says(
      /\b(Http)?ServletRequest\b|\bHttpServerRequest\b|\bServerRequest\b|\bContainerRequest\b|\bHttpExchange\b/,
    )
  );
}

/** Calls whose result still is, or holds, the text that they were given. */
const passesOn =
  /^(join|resolve|normalize|trim|ltrim|rtrim|strip|lower|upper|toLowerCase|toUpperCase|strtolower|strtoupper|ucfirst|format|sprintf|Sprintf|Format|String|str|string|text|concat|decode\w*|urldecode|rawurldecode|stripslashes|wp_unslash|replace|str_replace|implode|substr|substring|slice|split|explode|get|getlist|fetch|dig|Path|PurePath|File|URL|Join|TrimSpace|ToLower|valueOf|toString|to_s|unquote|unescape|loads|parse|b64decode|base64_decode|bytes|encode|html_entity_decode|Concat|Combine|get_json|input|query|param|permit|require)$/;

/** The deepest node that starts at an offset within a node's text. */
function nodeAt(context: RuleContext, node: NodeIndex, offset: number): NodeIndex {
  const at = context.tree.start[node]! + offset;
  let found = node;
  for (let each = node; each < context.tree.next[node]!; each += 1) {
    if (context.tree.start[each]! <= at && at < context.tree.end[each]!) found = each;
  }
  return found;
}

/** Whether a value's text gets from a leaf up to an expression, and is not used up by a call, a test or an index on the way. */
function reaches(context: RuleContext, leaf: NodeIndex, top: NodeIndex): boolean {
  for (
    let below = leaf, up = context.parent(leaf);
    below !== top && up >= 0;
    below = up, up = context.parent(up)
  ) {
    const kind = context.kind(up);
    if (/^(arguments|argument_list)$/.test(kind) && up !== top) {
      const call = context.call(context.parent(up));
      // A key is not what it finds.
      if (call !== null && (!passesOn.test(call.name) || /^(get|getlist|dig)$/.test(call.name))) return false;
      // What a text is parted at does not come out.
      if (
        call !== null &&
        /^(explode|preg_split)$/.test(call.name) &&
        [below, below + 1].includes(call.arguments[0]!)
      )
        return false;
    }
    if (
      /^(conditional_expression|ternary_expression|conditional)$/.test(kind) &&
      context.field(up, 'condition') === below
    )
      return false;
    if (/^(comparison_operator|not_operator)$/.test(kind)) return false;
    // A key that picks from a table is not the text that comes out of it.
    if (
      /^(subscript_expression|element_reference|subscript|element_access_expression)$/.test(kind) &&
      context.children(up)[0] !== below
    )
      return false;
    if (/^(binary_expression|binary)$/.test(kind)) {
      const left = context.children(up)[0] ?? below;
      const right = context.children(up)[1] ?? below;
      if (
        /^(===?|!==?|<|>|<=|>=|&&|and|in|instanceof)$/.test(
          context.source.slice(context.tree.end[left], context.tree.start[right]).trim(),
        )
      )
        return false;
    }
    if (up === top) break;
  }
  return true;
}

function patternSource(context: RuleContext, node: NodeIndex): NodeIndex {
  return context.kind(node) === 'variable_declarator' ? context.field(node, 'value') : -1;
}

const cleaning =
  /\b(escape\w*|\w*quotes?\w*|qstr|sanitize\w*|sanitise\w*|encode\w*|htmlspecialchars|htmlentities|intval|floatval|parseInt|parseFloat|Number|Integer|Atoi|ParseInt|UUID|validate\w*|basename|secure_filename|path\.parse|bleach|purify|DOMPurify|shlex|\w*escapeshell(?:arg|cmd)|get_filter_request_var|shellescape|Escape\w*|Encode\w*|Quote\w*|filter_var|filter_input|strip_tags|esc_\w+|wp_kses\w*|absint|in_array|to_i|to_f|int|float|bool|isset|empty|len|length|hash\w*|md5|sha1|allowed\w*|whitelist\w*)\s*\(|\.(to_i|to_f|length|size)\b|&:to_i\b|str_repeat\(\s*['"]\?|array_pad\([^;]*['"]\?['"]|\.pk$|\(int(?:eger)?\)|\((?:float|double)\)|\(bool(?:ean)?\)|['"](intval|absint|floatval|sanitize_\w+|escapeshellarg|escapeshellcmd|htmlspecialchars|htmlentities|rawurlencode|urlencode)['"]/i;

/** Whether the text of an expression shows that its value was escaped, checked or turned into a number. */
export function isCleaned(text: string): boolean {
  return cleaning.test(text);
}

/** Whether a value can hold no text at all (a number, a count), or was escaped for its place. */
export function isHarmless(context: RuleContext, node: NodeIndex, depth = 0): boolean {
  const text = context.short(node, 400);
  if (isCleaned(text)) return true;
  if (
    /(^|[._\s$>])(count|size|length|limit|offset|index|page|num\w*|width|height|port|pid|year|month|day|timestamp|now)\(?\)?$/i.test(
      text,
    )
  ) {
    return true;
  }
  if (
    /place_?holder|^\$?holders?$|(^|_|\b)(marks|qmarks|bindings|paramlist)\b|escaped|quoted|sanitized|sanitised|safe_|Safe[A-Z]/i.test(
      text,
    )
  )
    return true;
  // Names of tables and columns, and what a database layer quoted or prepared itself.
  if (
    /(Col|Column|Field|Table)s?$|table_?name|column_?name|quoted_|_table\b|\$wpdb->|->prepare\(|array2list|client_command|_(bin|binary|executable)\b|\bexecutable\b/i.test(
      text,
    )
  )
    return true;
  if (isReckoned(context, node)) return true;
  if (depth > 2) return false;
  const kind = context.kind(node);
  if (isGivenFixed(context, node)) return true;
  if (/^(conditional_expression|ternary_expression|conditional|parenthesized_expression)$/.test(kind)) {
    const condition = context.field(node, 'condition');
    return context
      .children(node)
      .every(
        (each) => each === condition || context.isConstant(each) || isHarmless(context, each, depth + 1),
      );
  }
  if (/^(element_reference|subscript|subscript_expression|index_expression)$/.test(kind)) {
    return isHarmless(context, context.children(node)[0] ?? -1, depth + 1);
  }
  // Joined from harmless parts.
  const joined = /^(implode|join)$/.test(context.call(node)?.name ?? '') ? context.call(node)! : null;
  if (joined !== null)
    return [...joined.arguments, joined.receiver].every(
      (each) => each < 0 || context.isConstant(each) || isHarmless(context, each, depth + 1),
    );
  if (kind !== 'identifier' && kind !== 'variable_name') return false;
  const definitions = reachingDefinitions(context, node);
  return (
    definitions.length > 0 &&
    definitions.every(
      (each) =>
        (each.value >= 0 && (context.isConstant(each.value) || isHarmless(context, each.value, depth + 1))) ||
        /\b(int|long|short|unsigned|size_t|u?int\d*(_t)?|i32|i64|u32|u64|usize|number|float|double|bool|boolean|Integer|Long)\b/.test(
          typeText(context, each.node, node),
        ),
    )
  );
}

/** Whether a value comes out of arithmetic with a number: `page_size + 1`, where a text could not be (Python, PHP), or `(page - 1) * size` anywhere. */
export function isReckoned(context: RuleContext, node: NodeIndex): boolean {
  if (!/^(binary_expression|binary_operator|binary)$/.test(context.kind(node))) return false;
  const [left, right] = [context.field(node, 'left'), context.field(node, 'right')];
  const operator = context.source.slice(context.tree.end[left], context.tree.start[right]).trim();
  const hasNumber = [left, right].some((side) => /^\d+(\.\d+)?$/.test(context.text(side)));
  // Python repeats texts by `*`, and joins paths by `/`.
  if (/^[-*/]$/.test(operator)) return context.family !== 'python' || operator === '-';
  return operator === '+' && hasNumber && /^(python|php)$/.test(context.family);
}

/** The declared type of the parameter that defines a name, or the empty string. */
function typeText(context: RuleContext, definition: NodeIndex, name: NodeIndex): string {
  const type = context.field(definition, 'type');
  if (type >= 0) return context.short(type, 60);
  // Python: `name: int` is a typed_parameter around the name.
  if (context.kind(definition) === 'typed_parameter')
    return context.short(definition, 80).replace(context.text(name), '');
  return '';
}
