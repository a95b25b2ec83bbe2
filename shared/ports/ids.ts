export interface Ids {
  /** A new id that nobody can guess; ids made later sort later. Letters, digits and '-', at most 36 characters. */
  next(): string;
}
