/**
 * An upper estimate of what a model's tokenizer makes of a text, without one at hand: three characters of ASCII to a token
 * (names, digits and punctuation split more than prose, which has four), and one and a half tokens to any other character.
 */
export function estimateTokens(text: string): number {
  let ascii = 0;
  let others = 0;
  for (const character of text) {
    if (character < '\u0080') ascii++;
    else others++;
  }
  return Math.ceil(ascii / 3 + others * 1.5);
}
