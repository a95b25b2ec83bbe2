/** Why a file cannot become a table. `line` counts from 1; null when it is the whole file. */
export class SourceProblem extends Error {
  override name = 'SourceProblem';
  readonly line: number | null;
  constructor(message: string, line: number | null = null) {
    super(message);
    this.line = line;
  }
}
