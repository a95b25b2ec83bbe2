/** Why a statement is refused, in words for whoever wrote it. */
export class Refused extends Error {
  override name = 'Refused';
}
