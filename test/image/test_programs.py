"""Real work with the image's packages, as an ordinary user on a read-only root; how programs are jailed is tested elsewhere."""

from container import json_of

AS_A_USER = """
import json, os
os.environ.update(HOME="/tmp", MPLCONFIGDIR="/tmp/matplotlib", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
os.chdir("/tmp")
os.setgroups([]); os.setresgid(30000, 30000, 30000); os.setresuid(30000, 30000, 30000)
import numpy, pandas
frame = pandas.DataFrame({"x": range(200), "y": [i % 2 for i in range(200)], "z": ["aé日"] * 200})
"""


def outcome_of(program: str) -> object:
    return json_of(AS_A_USER + program)


def test_tables_go_through_excel_and_parquet() -> None:
    program = """
frame.to_excel("t.xlsx", index=False); frame.to_parquet("t.parquet")
print(json.dumps([pandas.read_excel("t.xlsx").equals(frame), pandas.read_parquet("t.parquet").equals(frame)]))
"""
    assert outcome_of(program) == [True, True]


def test_models_are_fitted_also_in_processes_of_their_own() -> None:
    program = """
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_score
import statsmodels.api as sm
scores = cross_val_score(HistGradientBoostingClassifier(max_iter=5), frame[["x"]], frame["x"] >= 100, cv=2, n_jobs=2)
slope = sm.OLS(frame["x"] * 2.0, frame[["x"]]).fit().params["x"]
print(json.dumps([len(scores), round(float(slope), 6)]))
"""
    assert outcome_of(program) == [2, 2.0]


def test_figures_are_drawn_with_japanese_text_and_no_warning() -> None:
    program = """
import warnings
warnings.simplefilter("error")
import matplotlib
matplotlib.use("Agg")
import matplotlib_fontja, matplotlib.pyplot as plt, seaborn
seaborn.lineplot(data=frame, x="x", y="y"); plt.title("解析"); plt.rcParams["font.family"] = "IPAexGothic"
for name in ("f.png", "f.svg", "f.pdf"):
    plt.savefig(name)
print(json.dumps([os.path.getsize(name) > 1000 for name in ("f.png", "f.svg", "f.pdf")]))
"""
    assert outcome_of(program) == [True, True, True]
