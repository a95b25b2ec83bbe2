import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkProgram, parentFilesOf } from '../../../shared/python/check.ts';
import { listFiles, readText } from '../../architecture/tree.ts';

const check = (program: string, artifacts?: string[]) =>
  checkProgram(program, { datasets: ['orders', 'users'], ...(artifacts === undefined ? {} : { artifacts }) });

const refused: [string, string][] = [
  ['import requests\n', 'line 1: requests cannot be imported: it is not installed'],
  [
    'import json\nfrom urllib.request import urlopen\n',
    'line 2: urllib.request.urlopen cannot be imported: there is no network: data comes from kaiseki.load',
  ],
  ['from urllib import request\n', 'line 1: urllib.request cannot be imported: there is no network: data comes from kaiseki.load'],
  ['import subprocess as s\n', 'line 1: subprocess cannot be imported: no other process can be started'],
  ['import os as o\no.system("ls")\n', 'line 2: os.system cannot be called: no other process can be started'],
  ['from os import popen as p\np("ls")\n', 'line 2: os.popen cannot be called: no other process can be started'],
  ['import kaiseki\nkaiseki.lod("orders")\n', 'line 2: kaiseki has no lod'],
  ['from kaiseki import load, publish\n', 'line 1: kaiseki has no publish'],
  ['import kaiseki\nkaiseki.load("sales")\n', 'line 2: kaiseki.load("sales"): no query has that name; there are orders, users'],
  ['import kaiseki as k\nk.load(name="sales")\n', 'line 2: kaiseki.load("sales"): no query has that name; there are orders, users'],
  ['from kaiseki import scan\nscan()\n', 'line 2: kaiseki.scan("data"): no query has that name; there are orders, users'],
  [
    'import pandas as pd\nframe = pd.read_csv("orders.csv")\n',
    'line 2: pandas.read_csv("orders.csv"): there is no such file; data comes from kaiseki.load',
  ],
  ['import pandas as pd\npd.read_json("https://a.example/x")\n', 'line 2: pandas.read_json: there is no network'],
  [
    'from pandas import read_sql\nread_sql("SELECT 1", None)\n',
    'line 2: pandas.read_sql cannot be called: there is no database: SQL belongs to the plan’s queries, whose rows kaiseki.load returns',
  ],
  ['open("/etc/passwd", "w")\n', 'line 1: open("/etc/passwd"): only the current folder and /tmp can be written'],
  ['SELECT count(*) FROM orders', 'it is SQL: that belongs to the queries\nline 1: invalid syntax near "SELECT count(*) FROM orders"'],
]; // prettier-ignore

const accepted = [
  'import kaiseki\nframe = kaiseki.load("orders", columns=["a"])\nkaiseki.table("t", frame)\n',
  'import kaiseki\nfor name in ("orders", "users"):\n    kaiseki.load(name)\n',
  'import kaiseki\nkaiseki.load(f"{prefix}s")\nkaiseki.load(*names)\n',
  'try:\n    import torch\nexcept ImportError:\n    torch = None\n',
  'import kaiseki\ntry:\n    kaiseki.load("other")\nexcept KeyError:\n    pass\n',
  'from kaiseki import load\ndef load(name): return name\nload("whatever")\n',
  'import pandas as pd\nframe.to_csv("a.csv")\npd.read_csv("a.csv")\n',
  'open("notes.txt", "w").write("x")\nopen("/tmp/x", "w")\n',
  'from kaiseki.modelling import splits\nfrom kaiseki.profiling.words import words_of\nimport os.path, urllib.parse\nos.path.join("a")\n',
  'class os:\n    def system(self): pass\nos.system("ls")\n',
  'import multiprocessing, sqlite3, joblib\n',
  'from __future__ import annotations\n',
];

describe('the check of a program', () => {
  for (const [program, reason] of refused)
    it(`refuses ${JSON.stringify(program.slice(0, 60))}`, async () =>
      assert.equal(await check(program), reason));

  for (const program of accepted)
    it(`accepts ${JSON.stringify(program.slice(0, 60))}`, async () =>
      assert.equal(await check(program), null));

  it('accepts every program of the rules planner', async () => {
    const programs = listFiles('services/planner/rules/programs/*.py').map(readText);
    assert.ok(programs.length >= 3);
    for (const program of programs) assert.equal(await checkProgram(program, { datasets: ['data'] }), null);
  });

  it('names everything that is wrong', async () => {
    const reason = await check('import requests\nimport kaiseki\nkaiseki.lod("x")\nkaiseki.load("y")\n');
    assert.equal(reason?.split('\n').length, 3);
  });

  it('knows what the parent run left', async () => {
    const program = 'import kaiseki\nmodel = kaiseki.load_model()\nkaiseki.artifact("roc.csv")\n';
    assert.equal(await check(program), null);
    assert.equal(await check(program, ['model.joblib', 'roc.csv']), null);
    assert.equal(
      await check(program, ['model.joblib']),
      'line 3: kaiseki.artifact: the parent run has no artifact roc.csv; it has model.joblib',
    );
    assert.match((await check(program, [])) ?? '', /no artifact model\.joblib; there is none/);
  });

  it('tells which files of the parent run a program reads', async () => {
    const program = 'import kaiseki as k\nk.load_model("m")\nk.artifact(name="a.csv")\nk.artifact("a.csv")\n';
    assert.deepEqual(await parentFilesOf(program), { names: ['m.joblib', 'a.csv'], isComputed: false });
    assert.deepEqual(await parentFilesOf('import kaiseki\nkaiseki.artifact(x)\n'), {
      names: [],
      isComputed: true,
    });
  });
});
