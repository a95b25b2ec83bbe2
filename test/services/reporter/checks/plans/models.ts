/** A program that makes a model, the SQL of its rows, what it says of the model, and what must be said of both. */
export interface ModelPlan {
  what: string;
  sql: string;
  columns: string[];
  program: string;
  features: string[];
  metrics: [name: string, value: number, baseline: number | null][];
  finds: [severity: 'notice' | 'serious', figure: string | null][];
}

const rows = {
  sql: 'SELECT o.amount, o.city, o.paid FROM orders AS o',
  columns: ['amount', 'city', 'paid'],
};
/** What nobody can see from outside is said of every model. */
const notLookedAt: ModelPlan['finds'] = [['notice', null]];

export const models: ModelPlan[] = [
  {
    what: 'the target is among the features',
    ...rows,
    program: 'target = "paid"\nX = data\n',
    features: ['amount', 'city', 'paid'],
    metrics: [['roc_auc', 1, 0.5]],
    finds: [['serious', '1.000']],
  },
  {
    what: 'the target by its column, in other letters',
    ...rows,
    program: "y = frame['paid']\n",
    features: ['amount', 'PAID'],
    metrics: [['accuracy', 0.97, 0.6]],
    finds: [['serious', '97.0%']],
  },
  {
    what: 'the target by an attribute',
    ...rows,
    program: 'y = data.paid\n',
    features: ['paid'],
    metrics: [],
    finds: [['serious', null]],
  },
  {
    what: 'the target under another name',
    sql: 'SELECT o.amount, CASE WHEN o.paid = 1 THEN 2 ELSE 3 END AS code, o.paid FROM orders AS o',
    columns: ['amount', 'code', 'paid'],
    program: 'y = data.pop("paid")\n',
    features: ['amount', 'code'],
    metrics: [['f1', 0.99, 0.4]],
    finds: [['serious', '0.990']],
  },
  {
    what: 'what became of the customer, counted with the outcome',
    sql: 'SELECT o.customer_id, sum(o.paid) AS payments, max(o.paid) AS paid FROM orders AS o GROUP BY o.customer_id',
    columns: ['customer_id', 'payments', 'paid'],
    program: 'target: str = "paid"\n',
    features: ['payments'],
    metrics: [['roc_auc', 0.98, 0.5]],
    finds: [['serious', '0.980']],
  },
  {
    what: 'a metric that is too good',
    ...rows,
    program: 'y = data["paid"]\n',
    features: ['amount', 'city'],
    metrics: [['r2', 0.9995, 0]],
    finds: [['notice', '1.000'], ...notLookedAt],
  },
  {
    what: 'an honest model',
    ...rows,
    program: 'y = data["paid"]\n',
    features: ['amount', 'city'],
    metrics: [['roc_auc', 0.81, 0.5]],
    finds: notLookedAt,
  },
  {
    what: 'what the target was before',
    sql: 'SELECT o.amount, lag(o.paid) OVER (ORDER BY o.ordered_at) AS before, o.paid FROM orders AS o',
    columns: ['amount', 'before', 'paid'],
    program: 'y = data["paid"]\n',
    features: ['amount', 'before'],
    metrics: [['roc_auc', 0.75, 0.5]],
    finds: notLookedAt,
  },
  {
    what: 'a rare outcome, where who says no is as right',
    ...rows,
    program: 'y = data["paid"]\n',
    features: ['amount'],
    metrics: [['accuracy', 0.9995, 0.9993]],
    finds: notLookedAt,
  },
  {
    what: 'a program of Kaiseki itself, which looks into the rows',
    ...rows,
    program: 'from kaiseki.modelling import leakage\ntarget = "paid"\n',
    features: ['paid'],
    metrics: [['roc_auc', 1, 0.5]],
    finds: [],
  },
  {
    what: 'a program without a model',
    ...rows,
    program: 'import kaiseki\n',
    features: [],
    metrics: [['total', 12, null]],
    finds: [],
  },
];
