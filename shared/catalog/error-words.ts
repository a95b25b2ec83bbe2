/**
 * Words that error messages of Python, pandas, NumPy, scikit-learn, DuckDB and Redshift are made of. Anything else in such a
 * message may be a cell of a table: see `redact.ts`.
 */
export const errorWords: ReadonlySet<string> = new Set(
  `a able about above abs accept accepted access after again against aggregate aggregated aggregates aggregation alias all allocate
  allow allowed already also ambiguous an and any anything api apply are args argument arguments arithmetic array arrays as asc
  assert assertion assigned assignment at attribute attributes available average avg axes axis
  bad base be because been before below between bigint binder binding bindings bins bool boolean both bound bounds break broadcast
  broken buffer but by byte bytes
  calculate call called caller can candidate candidates cannot case cast catalog categorical category caught caused cell change
  char character characters check class classes classifier clause cluster code codec coerce column columns combine compare
  comparison compatible compile concat concatenate condition connection constraint contain contained containing contains context
  conversion convert converted converting copy core correct correlation could count counts create cross csv current
  data database dataframe dataset date dateparse datetime datetime64 datetimelike day decimal decode decreasing default define
  defined degenerate depth deprecated desc describe did differ different dimension dimensions direct directory disk distinct
  divide division do does done dot double drop dtype dtypes due duplicate duplicated duplicates during
  each either element elements else empty encode encoded encoder encoding end ended enough entry equal error errors estimator
  evaluate evaluation exact exceed exceeded exceeds except exception exceptions exist existing exists exit expect expected
  expression extension extra
  failed failure false feature features few fewer field fields figure file files fill filter finite first fit fitted flag float
  float16 float32 float64 following for force format formats found frame frequency from full function functions future
  garbage generic get given got greater group groupby grouped grouping groups
  had handle has have having header here hint hour how however
  identifier if ignored illegal implicit import imports impute imputer in inconsistent incorrect index indexed indexer indexes
  indexing indices inf infer infinity initial inner input inputs insert inside instance instead int int16 int32 int64 int8 integer
  integers internal interval invalid is isin isnull it item items iterable iteration iterations its itself
  join joined key keyerror keys keyword killed kwargs
  label labels large last least left len length lengths less level levels library like limit line lines list literal load loaded loc
  local lock logarithm long lookup loop lower
  machine made main make many map mapping mask match matched matches matrix max maximum may mean median member memory merge
  message method methods min minimum minute missing mixed mode model module month more most multiple must
  n name named names nan nat nearest need needed needs negative nested never new no node non none nonetype nor not nothing null number
  numbers numeric numerical numpy
  object objects of off offset on one only open operand operands operation operations operator option optional options or order
  other out outer output outside over overflow overlap own
  package pandas parameter parameters parse parsed parser parsing partition passed path pattern performance permission permitted
  pivot place plan please point position positional positive possible precision predict predicted prediction present previous
  problem process program property proportion provide provided py pyarrow python
  quantile query quotation quoted
  raise raised random range ranges rank ratio read real reason recent recursion reduce reference referenced refused regex relation
  remove rename repeated replace reported request required requires reserved reset reshape resource result results return returned
  right row rows run running runtime
  same sample samples scalar scale scaler schema score scope search second see select self semicolon separator sequence series
  session set sets setting shape shapes should sign signature similar single singular size sized sizes sklearn slice smaller some
  sort sorted source specified specify split sql stack start state statement static std step stop str strategy stratify string
  strings struct style sub subquery subscriptable such suffixes sum supplied support supported switch symbol syntax system
  table tables take taken target task test text than that the their them then there these they this those thread threshold time
  timedelta timeout times timestamp timestamps timezone to too took total trace traceback train training transform transformer
  transpose treated true truncated truth try tuple two type typeerror types
  unable unbalanced uint16 uint32 uint64 uint8 undefined under unexpected unhashable unicode union unique unit unknown unpack
  unrecognized unsupported until update upper use used user uses using utc
  valid validation value values var varchar variable variance vector version view
  warn warning was were what when where whether which while width wildcard window with within without word work would write
  written wrong
  x y year you your zero zone`.split(/\s+/),
);
