import type { Catalog, Column, Table } from '../../../shared/plan/catalog.ts';
import type { Language } from '../../../shared/plan/plan.ts';
import { isQuantity } from './columns.ts';
import { isTrainable } from './train/train.ts';

/** Three prompts about the user's own columns, each of which the rules can plan. */
export function proposePrompts(catalog: Catalog, language: Language): string[] {
  const tables = catalog.tables.toSorted((a, b) => b.rowCount - a.rowCount);
  const [first] = tables;
  if (first === undefined) return [];
  const count =
    language === 'ja' ? `「${first.name}」は何件ありますか？` : `How many rows are there in '${first.name}'?`;
  const describe =
    language === 'ja' ? `「${first.name}」の概要を教えてください。` : `Describe the table '${first.name}'.`;
  return [groupPrompt(tables, language), trainPrompt(tables, language), count, describe]
    .filter((prompt) => prompt !== null)
    .slice(0, 3);
}

function groupPrompt(tables: Table[], language: Language): string | null {
  for (const table of tables) {
    const group = table.columns.find((column) => column.kind === 'text' && isFew(column));
    if (group === undefined) continue;
    const number = table.columns.find((column) => isQuantity({ table, column }) && column.distinctCount > 30);
    if (number === undefined)
      return language === 'ja'
        ? `「${group.name}」ごとの「${table.name}」の件数`
        : `How many rows of '${table.name}' are there by '${group.name}'?`;
    return language === 'ja'
      ? `「${table.name}」の「${group.name}」ごとの「${number.name}」の平均`
      : `What is the average '${number.name}' by '${group.name}' in '${table.name}'?`;
  }
  return null;
}

function trainPrompt(tables: Table[], language: Language): string | null {
  for (const table of tables) {
    const target = table.columns.findLast(
      (column) => isTrainable(table, column) && (column.distinctCount === 2 || isFew(column)),
    );
    if (target === undefined) continue;
    return language === 'ja'
      ? `「${table.name}」から「${target.name}」を予測するモデルを作成してください。`
      : `Train a model that predicts '${target.name}' from '${table.name}'.`;
  }
  return null;
}

const isFew = (column: Column): boolean =>
  column.values !== null && column.values.length >= 2 && column.values.length <= 12;
