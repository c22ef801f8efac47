/** Names of methods that languages and their libraries give every value: a call of one says nothing of who is called. */

const prototypes = [
  Array,
  String,
  Map,
  Set,
  Promise,
  Object,
  Function,
  RegExp,
  Date,
  Number,
  Uint8Array,
  WeakMap,
  Error,
  URL,
  AbortController,
  EventTarget,
].flatMap((each) => [...Object.getOwnPropertyNames(each.prototype), ...Object.getOwnPropertyNames(each)]);

const others =
  'get set has add put remove delete clear size length contains append extend insert pop push update items keys values copy index count sort reverse join split strip replace format encode decode startswith endswith lower upper find read write close open flush seek send recv recvfrom accept listen connect emit on off once next iterator stream collect filter map reduce print println printf error warn info debug log trace equals hashCode toString compareTo isEmpty addAll getOrDefault of parse stringify then catch finally run start stop wait notify lock unlock exists mkdir exec execute query all any first last min max sum mean';

/** Of Go's times, durations and errors, of which a call seldom says the type. */
const ofGo =
  'After Before Equal Compare Sub Unix UnixNano UnixMilli Truncate Round IsZero Seconds Minutes Hours Milliseconds Error Unwrap Format';

/** Of Java's collections, optional values and futures. */
const ofJava =
  'entrySet keySet putAll putIfAbsent computeIfAbsent computeIfPresent containsKey containsValue containsAll removeAll retainAll removeIf hasNext hasMoreElements nextElement subList toArray parallelStream orElse orElseGet orElseThrow ifPresent isPresent getKey getValue setValue completeExceptionally getClass getName getMessage getCause getOrDefault firstKey lastKey headMap tailMap descendingMap pollFirst pollLast peekFirst peekLast addFirst addLast removeFirst removeLast';

const common: ReadonlySet<string> = new Set(others.split(' '));
const builtIn: ReadonlySet<string> = new Set([
  ...prototypes,
  ...common,
  ...ofGo.split(' '),
  ...ofJava.split(' '),
]);

/** Whether many values have a method of that name; Go's have it with a capital. */
export function isBuiltIn(name: string, language: string): boolean {
  return builtIn.has(name) || (language === 'go' && common.has(name[0]!.toLowerCase() + name.slice(1)));
}
