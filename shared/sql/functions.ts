/**
 * Functions that read nothing but their arguments, change nothing and cannot be made to fill the memory by one number
 * (no repeat, lpad, range). None depends on the time, so equal SQL on equal data is the same dataset.
 */
const aggregates = `any_value approx_count_distinct arg_max arg_min avg bool_and bool_or corr count covar_pop covar_samp
  first kurtosis last listagg max max_by mean median min min_by mode percentile_cont percentile_disc quantile_cont
  quantile_disc regr_intercept regr_r2 regr_slope skewness stddev stddev_pop stddev_samp string_agg sum var_pop var_samp
  variance`;
const windows = `cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number`;
const numbers = `abs ceil ceiling coalesce exp floor greatest ifnull isfinite isnan least ln log log10 log2 mod nullif nvl
  pow power round sign sqrt trunc width_bucket`;
const texts = `concat concat_ws contains ends_with initcap left length lower ltrim position regexp_extract
  regexp_matches regexp_replace replace right rtrim split_part starts_with strpos substr substring trim upper`;
const times = `date_add date_diff date_part date_trunc dateadd datediff datepart day dayname dayofmonth dayofweek dayofyear
  epoch hour isodow isoyear last_day make_date minute month monthname quarter second strftime strptime to_char to_date
  to_timestamp week weekday weekofyear year yearweek`;
/** Equal values, equal numbers: for samples that are the same every time. */
const hashes = 'hash md5 farmfingerprint64';

export const allowedFunctions: ReadonlySet<string> = new Set(
  [aggregates, windows, numbers, texts, times, hashes].flatMap((list) => list.split(/\s+/)),
);

/** Words that some warehouses read as functions without parentheses. */
export const sessionWords: ReadonlySet<string> = new Set(
  'current_catalog current_date current_role current_schema current_time current_timestamp current_user localtime localtimestamp session_user sysdate system_user user'.split(
    ' ',
  ),
);
