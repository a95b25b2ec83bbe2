/**
 * Values as DSPy writes them: a scalar as Python's str(), a list or dict as json.dumps(ensure_ascii=False). Python tells
 * 1.0 from 1 and has whole numbers of any size, so a number whose text JavaScript would not write back is kept as text.
 */
const source = Symbol('source');

interface NumberText {
  readonly [source]: string;
}

const isNumberText = (value: unknown): value is NumberText =>
  typeof value === 'object' && value !== null && source in value;

/** JSON.parse, for a file with demos that hold numbers: 1.0 stays apart from 1. */
export function parseJson(text: string): unknown {
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ) => unknown;
  return parse(text, (_key, value, context) =>
    typeof value === 'number' && context.source !== undefined && context.source !== String(value)
      ? ({ [source]: context.source } satisfies NumberText)
      : value,
  );
}

/** A list or a dict: what DSPy writes as JSON. */
export const isCollection = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !isNumberText(value);

/** str(value) of a scalar. */
export function toPythonText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || isNumberText(value)) return numberText(value);
  if (value === null || value === undefined) return 'None';
  throw new TypeError(`a ${typeof value} is no value of a field`);
}

/** json.dumps(value, ensure_ascii=False) */
export function toPythonJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(toPythonJson).join(', ')}]`;
  if (!isCollection(value)) return toPythonText(value);
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${toPythonJson(one)}`);
  return `{${entries.join(', ')}}`;
}

function numberText(value: number | NumberText): string {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : floatText(value);
  const text = value[source];
  return /[.eE]/.test(text) ? floatText(Number(text)) : BigInt(text).toString();
}

/** repr(float) */
function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16)
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}
