import { catalogTokens } from '../../shared/catalog/describe.ts';
import {
  readQuestions,
  recallOf,
  retrieve,
  tellAlphabetically,
  tellRelevant,
  type Retrieved,
} from '../shared/catalog/search/retrieval.ts';
import { makeWarehouse } from '../shared/catalog/search/warehouse.ts';
import type { Measures } from './report.ts';
import { round, summarize } from './statistics.ts';

/** What a model is told of 900 tables for questions in two languages, beside a control that has the same budget. */
export function measureRetrieval(): Measures {
  const warehouse = makeWarehouse(900);
  const questions = readQuestions();
  const tell = (question: string): string => tellRelevant(warehouse, question, catalogTokens);
  // The index is made with the first question of a catalog.
  const indexed = retrieve(questions.slice(0, 1), tell);
  const told = retrieve(questions, tell);
  const first = tellAlphabetically(warehouse, catalogTokens);
  const of = (language: string): Retrieved[] => told.filter((one) => one.language === language);
  return {
    retrievalTables: warehouse.tables.length,
    retrievalQuestionsEnglish: of('en').length,
    retrievalQuestionsJapanese: of('ja').length,
    retrievalTableRecall: round(recallOf(told).tables),
    retrievalTableRecallEnglish: round(recallOf(of('en')).tables),
    retrievalTableRecallJapanese: round(recallOf(of('ja')).tables),
    retrievalTableRecallUnseen: round(recallOf(told.filter(({ unseen }) => unseen)).tables),
    retrievalColumnRecall: round(recallOf(told).columns),
    retrievalControlTableRecall: round(recallOf(retrieve(questions, () => first)).tables),
    retrievalPromptTokens: summarize(told.map(({ tokens }) => tokens)),
    retrievalPromptTokensMost: Math.max(...told.map(({ tokens }) => tokens)),
    retrievalQuestionMs: summarize(told.map(({ milliseconds }) => milliseconds)),
    retrievalIndexMs: round(indexed[0]?.milliseconds ?? Number.NaN),
  };
}
