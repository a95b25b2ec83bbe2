"""What people run with libraries that share work, one program each; each prints its result and the seconds it took.

The same text runs in the jail and outside of it, with everything imported before the clock starts. A warning is an error.
"""

HEAD = """
import time, warnings
if __name__ == "__main__":
    import kaiseki; kaiseki.warm_up()
warnings.simplefilter("error")
import numpy as np, pandas as pd
random = np.random.default_rng(0)
X = random.normal(size=(8_000, 10)); y = (X[:, 0] + random.normal(size=8_000) > 0).astype(int)
began = time.monotonic()
"""
TAIL = """
# What multiprocessing spawns reads this file too.
if __name__ == "__main__": print(result); print(time.monotonic() - began)
"""

PROGRAMS = {
    "randomForest": """
from sklearn.ensemble import RandomForestClassifier
result = RandomForestClassifier(40, n_jobs=-1, random_state=0).fit(X, y).score(X, y) > 0.9
""",
    "gridSearch": """
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
search = GridSearchCV(LogisticRegression(max_iter=500), {"C": [0.01, 0.1, 1, 10]}, n_jobs=-1, cv=5).fit(X, y)
result = round(search.best_score_, 1)
""",
    "histGradientBoosting": """
from sklearn.ensemble import HistGradientBoostingClassifier
result = HistGradientBoostingClassifier(random_state=0).fit(X, y).score(X, y) > 0.7
""",
    "joblib": """
import os
from joblib import Parallel, delayed
def work(n): return sum(i * i for i in range(n)), os.getpid()
sums, processes = map(set, zip(*Parallel(n_jobs=2)(delayed(work)(1_000_000) for _ in range(8))))
result = len(sums) == 1 and os.getpid() not in processes
""",
    "multiprocessingFork": """
import multiprocessing
def work(n): return sum(i * i for i in range(n))
with multiprocessing.get_context("fork").Pool(2) as pool: result = len(set(pool.map(work, [1_000_000] * 8)))
""",
    "multiprocessingSpawn": """
import math, multiprocessing
if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        result = sum(pool.map(math.factorial, [3_000] * 500)) == 500 * math.factorial(3_000)
""",
    "asyncio": """
import asyncio
async def one(n): await asyncio.sleep(0); return n
async def work():
    loop = asyncio.get_running_loop()
    threads = await asyncio.gather(*(loop.run_in_executor(None, sum, range(1_000_000)) for _ in range(8)))
    return len(set(threads)), sum(await asyncio.gather(*(one(n) for n in range(20_000))))
result = asyncio.run(work())
""",
    "seaborn": """
import matplotlib; matplotlib.use("Agg")
import seaborn as sns
frame = pd.DataFrame(X[:2_000, :3], columns=list("abc")).assign(kind=y[:2_000])
sns.pairplot(frame, hue="kind").savefig("pairs.png")
import os; result = os.path.getsize("pairs.png") > 20_000
""",
    "openpyxl": """
frame = pd.DataFrame(X[:4_000]).round(6)
frame.to_excel("table.xlsx", index=False)
result = pd.read_excel("table.xlsx").shape == frame.shape
""",
    "parquet": """
frame = pd.DataFrame(random.normal(size=(500_000, 10)), columns=list("abcdefghij")).assign(k=np.arange(500_000) % 7)
frame.to_parquet("parts", partition_cols=["k"])
result = pd.read_parquet("parts", columns=["a", "b"]).shape
""",
    "statsmodels": """
import statsmodels.formula.api as smf
frame = pd.DataFrame(X, columns=list("abcdefghij")).assign(y=y)
result = smf.logit("y ~ a + b + c", frame).fit(disp=False).pvalues["a"] < 0.01
""",
}
RESULTS = {
    "gridSearch": "0.8",
    "multiprocessingFork": "1",
    "asyncio": "(1, 199990000)",
    "parquet": "(500000, 2)",
}


def program(name: str) -> str:
    return HEAD + PROGRAMS[name] + TAIL


def expected(name: str) -> str:
    return RESULTS.get(name, "True")
