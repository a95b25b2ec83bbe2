import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What can be recognised, wherever it turns up. */
export const markers = {
  /** In every cell of a column with as many values as rows. */
  name: 'Zyxquirke',
  /** Neither the smallest nor the largest number of its column. */
  number: '73.914257',
  /** The smallest one. */
  smallest: '41.203117',
  /** A value of a column with three. */
  city: 'Markertown',
  rows: '1217 rows',
  /** Rows of patients joined with their visits, as a check writes it. */
  found: '2,434',
  /** Cells and names that semantics.yaml hides. */
  hiddenCells: ['Wexcodecell', 'Vuldiagnosis'],
  hiddenNames: ['pincodename', 'illnessname'],
};

const rowCount = 1_217;

/** A folder of tables whose cells are markers: 1,217 patients, and two visits of each. */
export async function writeMarkedInput(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kaiseki-marked-'));
  const [code, illness] = markers.hiddenNames;
  const numbers = Array.from({ length: rowCount }, (_, i) => i);
  const patients = numbers.map((i) => {
    const weight = i === 0 ? markers.smallest : i % 2 === 0 ? markers.number : (50 + i / 32).toFixed(6);
    const city = [markers.city, 'Otherville', 'Thirdham'][i % 3];
    return `${i},${markers.name}${i},${city},${weight},${markers.hiddenCells[0]}${i},${markers.hiddenCells[1]}`;
  });
  const visits = numbers.flatMap((i) => [`${i},10`, `${i},20`]);
  await writeFile(
    join(folder, 'patients.csv'),
    [`patient,name,city,weight,${code},${illness}`, ...patients, ''].join('\n'),
  );
  await writeFile(join(folder, 'visits.csv'), ['patient,minutes', ...visits, ''].join('\n'));
  await writeFile(
    join(folder, 'semantics.yaml'),
    [
      'tables:',
      '  patients:',
      `    description: Whoever came. ${code} is nobody's business.`,
      '    columns:',
      `      ${code}: { hidden: true }`,
      `      ${illness}: { hidden: true }`,
      '',
    ].join('\n'),
  );
  await mkdir(join(folder, 'context'));
  await writeFile(
    join(folder, 'context', 'patients.md'),
    `# Patients\n\nThe weight of patients is in kg; their ${illness} was asked on the phone.\n`,
  );
  return folder;
}
