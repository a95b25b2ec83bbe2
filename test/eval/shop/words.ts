/** Names to draw from. Few, so that different people and things share some. */
export const givenNames =
  'Aiko Ben Chen Dana Emil Fumi Gita Hana Ivan Jun Kaori Luca Mei Nora Omar Priya'.split(' ');
export const familyNames =
  'Abe Brown Costa Doi Endo Fischer Goto Hayashi Ito Jones Kato Lee Mori Novak'.split(' ');

/** City and prefecture. */
export const cities: [string, string][] = [
  ['Sapporo', 'Hokkaido'],
  ['Sendai', 'Miyagi'],
  ['Tokyo', 'Tokyo'],
  ['Hachioji', 'Tokyo'],
  ['Yokohama', 'Kanagawa'],
  ['Nagoya', 'Aichi'],
  ['Kyoto', 'Kyoto'],
  ['Osaka', 'Osaka'],
  ['Kobe', 'Hyogo'],
  ['Fukuoka', 'Fukuoka'],
];

/** Name of the category, and of the one above it. */
export const categories: [string, string | null][] = [
  ['Kitchen', null],
  ['Garden', null],
  ['Office', null],
  ['Knives', 'Kitchen'],
  ['Pots', 'Kitchen'],
  ['Plants', 'Garden'],
  ['Tools', 'Garden'],
  ['Paper', 'Office'],
  ['Pens', 'Office'],
];

/** Things of each lowest category; `Classic Set` is a name in several. */
export const things: Record<string, string[]> = {
  Knives: ['Bread Knife', 'Santoku', 'Paring Knife', 'Cleaver', 'Classic Set', 'Peeler'],
  Pots: ['Donabe', 'Saucepan', 'Wok', 'Kettle', 'Classic Set', 'Steamer'],
  Plants: ['Maple', 'Fern', 'Bonsai', 'Basil', 'Moss Ball'],
  Tools: ['Spade', 'Rake', 'Shears', 'Hose', 'Gloves', 'Classic Set'],
  Paper: ['Notebook', 'Washi', 'Envelope', 'Planner'],
  Pens: ['Fountain Pen', 'Brush Pen', 'Pencil', 'Highlighter', 'Eraser'],
};

/** Name and city; the last is closed. */
export const stores: [string, string][] = [
  ['Ginza', 'Tokyo'],
  ['Umeda', 'Osaka'],
  ['Sakae', 'Nagoya'],
  ['Shibuya', 'Tokyo'],
  ['Outlet', 'Kobe'],
];
export const carriers = ['Yamato', 'Sagawa', 'Post'];
export const reasons = ['damaged', 'late', 'wrong item', 'changed mind'];
