import type { ModelMessage } from '../ports/language-model.ts';
import { dedent } from './docstring.ts';
import type { Demo, Field, Signature } from './signature.ts';
import { splitLines, strip } from './text.ts';
import { isCollection, toPythonJson, toPythonText } from './values.ts';

/**
 * The messages of one call, byte for byte those of dspy.ChatAdapter.format (DSPy 3.4.1): system; each demo as a user
 * and an assistant message, those with missing fields first; the user's own.
 */
export function formatMessages(signature: Signature, demos: Demo[], inputs: Demo): ModelMessage[] {
  const content = system(signature);
  return [
    { role: 'system', content, stable: content.length },
    ...examples(signature, demos),
    question(signature, inputs),
  ];
}

/** The sentence that says which sections an answer has. */
export function reminder({ outputs }: Signature): string {
  const marks = outputs.map(
    ({ name, kind, type }) =>
      `\`[[ ## ${name} ## ]]\`${kind === 'str' ? '' : ` (must be formatted as a valid Python ${type})`}`,
  );
  return `Respond with the corresponding output fields, starting with the field ${marks.join(', then ')}, and then ending with the marker for \`[[ ## completed ## ]]\`.`;
}

const section = (name: string, text: string): string => `[[ ## ${name} ## ]]\n${text}`;

function system(signature: Signature): string {
  const { inputs, outputs, instructions } = signature;
  const slots = (fields: Field[]) =>
    strip(fields.map(({ name, note }) => section(name, `{${name}}${note}`)).join('\n\n'));
  const structure = [
    'All interactions will be structured in the following way, with the appropriate values filled in.',
    slots(inputs),
    slots(outputs),
    '[[ ## completed ## ]]',
  ].join('\n\n');
  const objective = ['', ...splitLines(dedent(instructions))].join(`\n${' '.repeat(8)}`);
  return [
    `Your input fields are:\n${descriptions(inputs)}`,
    `Your output fields are:\n${descriptions(outputs)}`,
    structure,
    `In adhering to this structure, your objective is: ${objective}`,
  ].join('\n');
}

function descriptions(fields: Field[]): string {
  const lines = fields.map(({ name, type, desc, constraints }, index) => {
    const said = desc === `\${${name}}` ? '' : desc; // DSPy's own default description
    return `${index + 1}. \`${name}\` (${type}): ${said}${constraints === undefined ? '' : `\nConstraints: ${constraints}`}`;
  });
  return strip(lines.join('\n'));
}

function examples(signature: Signature, demos: Demo[]): ModelMessage[] {
  const fields = [...signature.inputs, ...signature.outputs];
  const isComplete = (demo: Demo) =>
    fields.every(({ name }) => demo[name] !== undefined && demo[name] !== null);
  const hasSome = (demo: Demo, some: Field[]) => some.some(({ name }) => name in demo);
  const incomplete = demos.filter(
    (demo) => !isComplete(demo) && hasSome(demo, signature.inputs) && hasSome(demo, signature.outputs),
  );
  const prefix = 'This is an example of the task, though some input or output fields are not supplied.';
  return [
    ...incomplete.flatMap((demo) => example(signature, demo, [prefix])),
    ...demos.filter(isComplete).flatMap((demo) => example(signature, demo, [])),
  ];
}

function example({ inputs, outputs }: Signature, demo: Demo, prefix: string[]): ModelMessage[] {
  const missing = 'Not supplied for this particular example. ';
  const given = outputs.map((field) =>
    section(field.name, valueText(field, field.name in demo ? demo[field.name] : missing)),
  );
  return [
    { role: 'user', content: strip([...prefix, ...sections(inputs, demo)].join('\n\n')) },
    { role: 'assistant', content: `${strip(given.join('\n\n'))}\n\n[[ ## completed ## ]]\n` },
  ];
}

function question(signature: Signature, given: Demo): ModelMessage {
  const { inputs } = signature;
  const firstUnstable = inputs.findIndex((field) => field.stable !== true);
  const stable = sections(inputs.slice(0, firstUnstable), given)
    .map((text) => `${text}\n\n`)
    .join('');
  const content = strip([...sections(inputs, given), reminder(signature)].join('\n\n'));
  return { role: 'user', content, ...(stable === '' ? {} : { stable: stable.length }) };
}

const sections = (fields: Field[], values: Demo): string[] =>
  fields
    .filter(({ name }) => name in values)
    .map((field) => section(field.name, valueText(field, values[field.name])));

function valueText({ kind }: Field, value: unknown): string {
  if (Array.isArray(value) && kind === 'str') return listText(value.map(toPythonText));
  return isCollection(value) ? toPythonJson(value) : toPythonText(value);
}

/** A list where a text is declared. */
function listText(texts: string[]): string {
  const quote = (text: string) =>
    /[\n«»]/.test(text) ? `«««\n    ${text.replaceAll('\n', '\n    ')}\n»»»` : `«${text}»`;
  if (texts.length < 2) return texts.map(quote)[0] ?? 'N/A';
  return texts.map((text, index) => `[${index + 1}] ${quote(text)}`).join('\n');
}
