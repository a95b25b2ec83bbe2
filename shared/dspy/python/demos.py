"""A few short examples. They name no catalog, so that DSPy shows them as incomplete and their tables belong to nobody.

Where optimising finds better ones they are replaced in the saved program.
"""

from typing import Any

Demo = dict[str, Any]

TOP_WITH_TIES: Demo = {
    "question": "Which three customers spent the most last year?",
    "language": "en",
    "reasoning": "Spending is the sum of orders.amount of paid orders. One row of orders is one order, so a join to "
    "customers repeats nothing. The data ends in March 2025, so last year is 2024. Ties at the third place stay.",
    "kind": "query",
    "title": "Customers by spending",
    "understood": "The three customers with the highest total amount of paid orders placed in 2024.",
    "assumptions": "Last year is 2024, the last whole year of the data.\nOnly orders with the status paid count.",
    "queries": """\
```sql top_customers
SELECT ranked.customer, ranked.spent
FROM (
  SELECT c.name AS customer, SUM(o.amount) AS spent, RANK() OVER (ORDER BY SUM(o.amount) DESC) AS place
  FROM orders AS o
  JOIN customers AS c ON c.id = o.customer_id
  WHERE o.status = 'paid' AND o.ordered_at >= DATE '2024-01-01' AND o.ordered_at < DATE '2025-01-01'
    AND o.amount IS NOT NULL
  GROUP BY c.id, c.name
) AS ranked
WHERE ranked.place <= 3
ORDER BY ranked.spent DESC, ranked.customer
```""",
    "program": "",
    "answer": "**{{table.top_customers[0].customer}}** spent the most in 2024: "
    "{{table.top_customers[0].spent|,.2f}}.\n\n{{table.top_customers}}\n\n"
    "Counted are paid orders in orders, by customer.",
    "chart": "bar top_customers customer spent",
    "ask": "",
}

NEVER: Demo = {
    "question": "一度も注文していない顧客は何人で、全体の何パーセントですか？",
    "language": "ja",
    "reasoning": "注文のある顧客を先に1人1行にしてからLEFT JOINし、相手のない行を数える。分母はcustomersの全行。",
    "kind": "query",
    "title": "注文のない顧客",
    "understood": "ordersに1件も行がない顧客の人数と、customers全体に占める割合。",
    "assumptions": "取り消された注文も、注文したものとして数えます。",
    "queries": """\
```sql without_orders
SELECT
  COUNT(*) AS customers,
  SUM(CASE WHEN buyers.customer_id IS NULL THEN 1 ELSE 0 END) AS without_orders,
  AVG(CASE WHEN buyers.customer_id IS NULL THEN 1.0 ELSE 0.0 END) AS share
FROM customers AS c
LEFT JOIN (SELECT DISTINCT o.customer_id FROM orders AS o) AS buyers ON buyers.customer_id = c.id
```""",
    "program": "",
    "answer": "一度も注文していない顧客は**{{table.without_orders[0].without_orders|,d}}人**で、"
    "全{{table.without_orders[0].customers|,d}}人の{{table.without_orders[0].share|.1%}}です。"
    "\n\ncustomersの全員について、ordersの行の有無を調べました。",
    "chart": "",
    "ask": "",
}

FORECAST_PROGRAM = '''\
import matplotlib.pyplot as plt
import pandas as pd

import kaiseki

monthly = kaiseki.load("monthly")
season, ahead = 12, 3
sales = monthly.set_index(pd.to_datetime(monthly["month"]))["sales"].asfreq("MS")
if sales.isna().any() or len(sales) < 3 * season:
    raise ValueError("A forecast by season needs three years of months without a gap.")


def predict(history: pd.Series, steps: int) -> list[float]:
    """Last year's months, moved by how the past year differs from the one before."""
    drift = history.iloc[-season:].mean() - history.iloc[-2 * season : -season].mean()
    return [float(history.iloc[-season + step % season] + drift) for step in range(steps)]


train, held_out = sales.iloc[:-season], sales.iloc[-season:]
error = float((held_out - predict(train, season)).abs().mean())
naive = float((held_out - train.iloc[-season:].to_numpy()).abs().mean())
kaiseki.metric("mean_absolute_error", error, baseline=naive)
if error >= naive:
    kaiseki.warn("The forecast is no better than repeating last year.", check="baseline", figure=f"{error:.0f}")
months = pd.date_range(sales.index[-1], periods=ahead + 1, freq="MS")[1:]
forecast = pd.DataFrame({"month": months, "forecast": predict(sales, ahead)})
forecast["low"], forecast["high"] = forecast["forecast"] - 2 * error, forecast["forecast"] + 2 * error
figure, axes = plt.subplots(layout="constrained")
axes.plot(sales.index, sales, label="Sales")
axes.errorbar(forecast["month"], forecast["forecast"], yerr=2 * error, fmt="o", label="Forecast")
axes.set_ylabel("Sales")
axes.legend()
kaiseki.table("forecast", forecast)
kaiseki.figure("sales_forecast", figure, "Sales and forecast", data="forecast")
kaiseki.answer(
    "Sales are expected to be {{table.forecast[0].forecast|,d}} in the next month.\\n\\n{{table.forecast}}\\n\\n"
    "Tried on the last year, which the forecast had not seen, it was off by {{metric.mean_absolute_error|,d}} a month "
    "on average; repeating the year before, by {{metric.mean_absolute_error.baseline|,d}}."
)
'''

FORECAST: Demo = {
    "question": "Forecast our monthly sales for the next quarter.",
    "language": "en",
    "reasoning": "A forecast needs Python; SQL adds up whole months. The last month in the data is cut, so it is left "
    "out. The last year is held out, and repeating the year before is the baseline.",
    "kind": "program",
    "title": "Sales forecast",
    "understood": "Monthly totals of paid orders, forecast for the three months after the last whole month.",
    "assumptions": "The month that the data ends in is not whole and is left out.",
    "queries": """\
```sql monthly
SELECT DATE_TRUNC('month', o.ordered_at) AS month, SUM(o.amount) AS sales
FROM orders AS o
WHERE o.status = 'paid' AND o.ordered_at < DATE '2025-03-01'
GROUP BY DATE_TRUNC('month', o.ordered_at)
ORDER BY month
```""",
    "program": f"```python\n{FORECAST_PROGRAM}```",
    "answer": "",
    "chart": "",
    "ask": "",
}

NOT_IN_THE_DATA: Demo = {
    "question": "Why did customers cancel, and please mail them a coupon.",
    "language": "en",
    "reasoning": "Orders have the status cancelled but no table holds reasons, and nothing can be sent.",
    "kind": "clarify",
    "title": "Reasons of cancellations",
    "understood": "You want to know why orders were cancelled, and to have their customers contacted.",
    "assumptions": "",
    "queries": "",
    "program": "",
    "answer": "No table holds reasons of a cancellation, and nothing can be sent from here. Orders, amounts and times "
    "of cancelled orders can be analysed.",
    "chart": "",
    "ask": "Share of cancelled orders by month\nWhich products are in cancelled orders most often?\n"
    "Train a model that predicts whether an order is cancelled",
}

FAN_OUT_REPAIR: Demo = {
    "question": "Average order amount by payment method",
    "language": "en",
    "plan": "Query by_method: SELECT p.method AS method, AVG(o.amount) AS average FROM orders AS o JOIN payments AS p "
    "ON p.order_id = o.id GROUP BY p.method ORDER BY average DESC",
    "failure": "Check fan-out, serious: the join to payments makes more rows of orders than there are.",
    "earlier": "",
    "reasoning": "An order paid in two parts by one method is counted twice. Reduce payments to one row per order and "
    "method first; an order that used two methods belongs to both.",
    "diagnosis": "Orders that were paid in several parts counted several times; each now counts once per method.",
    "queries": """\
```sql by_method
SELECT m.method AS method, AVG(o.amount) AS average, COUNT(*) AS orders
FROM orders AS o
JOIN (SELECT DISTINCT p.order_id, p.method FROM payments AS p) AS m ON m.order_id = o.id
GROUP BY m.method
ORDER BY average DESC, method
```""",
    "program": "",
    "answer": "",
}

SPELLING_PROBE: Demo = {
    "question": "How many refunds were there in Tokyo?",
    "reasoning": "Refunds may be a status or negative amounts, and how the city is spelled is not listed.",
    "probes": """\
```sql cities
SELECT s.city AS city, COUNT(*) AS stores FROM stores AS s
WHERE LOWER(s.city) LIKE '%tokyo%' OR s.city LIKE '%東京%' GROUP BY s.city ORDER BY stores DESC, city LIMIT 30
```
```sql refunds
SELECT o.status AS status, COUNT(*) AS orders, SUM(CASE WHEN o.amount < 0 THEN 1 ELSE 0 END) AS negative
FROM orders AS o GROUP BY o.status ORDER BY orders DESC, status LIMIT 30
```""",
}

NOTHING_OPEN: Demo = {
    "question": "Number of customers by country",
    "reasoning": "customers.country is filled and one row is one customer: nothing is open.",
    "probes": "",
}

WORDED: Demo = {
    "question": "月別の売上は増えていますか？",
    "language": "ja",
    "plan": "title: 月別の売上\nkind: query\nunderstood: 支払済みの注文の月別合計と、最初の月から最後の月への変化。",
    "results": "Table monthly: month, sales\nTable change: first_month, last_month, growth",
    "findings": "欠けた月：最後の月は途中までのデータです。",
    "refused": "Wording:\n月別の売上は12%増えています。\n"
    'Why it could not be used: the answer holds "12%増えています。", which is neither a placeholder nor a number of '
    "the question or the plan",
    "reasoning": "変化率はchangeのセルが示す。最後の月が途中なので、そのことを述べる。",
    "answer": "月別の売上は{{table.change[0].first_month}}から{{table.change[0].last_month}}までに"
    "{{table.change[0].growth|.1%}}変化しました。最後の月は途中までのデータなので、実際より少なく見えます。"
    "\n\n{{table.monthly}}\n\n支払済みの注文（orders）を月ごとに合計しました。",
}

DEMOS: dict[str, list[Demo]] = {
    "explore": [SPELLING_PROBE, NOTHING_OPEN],
    "plan": [TOP_WITH_TIES, NEVER, FORECAST, NOT_IN_THE_DATA],
    "repair": [FAN_OUT_REPAIR],
    "answer": [WORDED],
}
