/**
 * Words behind which the parser tries a bracket twice, first as a construct of its own and then as anything else: each
 * level of them doubles its time or worse (18 of `position(` took over three seconds, 40 of `NOT (` never came back).
 */
const triedTwice =
  /(?:\b(?:not|case|(?:try_|safe_)?cast|convert|current_(?:date|time|timestamp)|localtime(?:stamp)?|interval|overlay|position|substr(?:ing)?|ceil(?:ing)?|floor)|->)\s*$/i;

/** Within 8 levels the worst of them takes milliseconds; no query needs more. */
const maximumNesting = 8;

/** @param code a statement whose quotations are taken out. Null, or what is wrong. */
export function nestingProblem(code: string): string | null {
  const open: boolean[] = [];
  let levels = 0;
  for (const { 0: bracket, index } of code.matchAll(/[()]/g)) {
    if (bracket === ')') {
      if (open.pop() === true) levels--;
      continue;
    }
    const isSlow = triedTwice.test(code.slice(Math.max(0, index - 40), index));
    open.push(isSlow);
    if (isSlow && ++levels > maximumNesting)
      return `more than ${maximumNesting} of CAST, CASE, NOT and the like are nested in brackets`;
  }
  return null;
}
