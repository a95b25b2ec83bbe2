/**
 * Functions that read nothing but their arguments, change nothing and cannot be made to fill the memory by one number
 * (no repeat, lpad, format, range). None depends on the time, so equal SQL on equal data is the same dataset.
 */
const aggregates = `any_value approx_count_distinct approx_quantile arbitrary arg_max arg_min argmax argmin array_agg avg
  bit_and bit_or bit_xor bool_and bool_or corr count count_if countif covar_pop covar_samp entropy favg first fsum geomean
  kurtosis last list listagg mad max max_by mean median min min_by mode percentile_cont percentile_disc product quantile
  quantile_cont quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope sem skewness stddev
  stddev_pop stddev_samp string_agg sum sumkahan var_pop var_samp variance grouping grouping_id rollup cube`;
const windows = `cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank ratio_to_report
  row_number`;
const numbers = `abs acos asin atan atan2 cbrt ceil ceiling coalesce cos cot decode degrees exp floor gcd greatest if
  ifnull isfinite isinf isnan lcm least ln log log10 log2 mod nullif nvl nvl2 pi pow power radians round sign sin sqrt tan
  trunc truncate width_bucket`;
const texts = `array_length ascii btrim char_length character_length charindex chr concat concat_ws contains
  damerau_levenshtein editdist3 ends_with hamming initcap instr jaccard jaro_winkler_similarity left len length levenshtein
  list_contains list_distinct list_sort lower ltrim nfc_normalize octet_length position prefix regexp_count regexp_extract
  regexp_full_match regexp_instr regexp_matches regexp_replace regexp_substr replace reverse right rtrim split_part
  starts_with string_split strip_accents strpos substr substring suffix to_number translate trim unicode unnest upper`;
const times = `add_months century convert_timezone date date_add date_cmp date_diff date_part date_sub date_trunc dateadd
  datediff datepart datesub datetrunc day dayname dayofmonth dayofweek dayofyear decade epoch epoch_ms epoch_us hour isodow
  isoyear julian last_day make_date make_time make_timestamp microsecond millisecond minute month monthname months_between
  next_day quarter second strftime strptime time_bucket timezone to_char to_date to_days to_hours to_minutes to_months
  to_seconds to_timestamp to_weeks to_years try_strptime week weekday weekofyear year yearweek`;
/** Equal values, equal numbers: for samples that are the same every time. */
const hashes = 'hash md5 sha256 farmfingerprint64';

export const allowedFunctions: ReadonlySet<string> = new Set(
  [aggregates, windows, numbers, texts, times, hashes].flatMap((list) => list.split(/\s+/)),
);

/** Words that some warehouses read as functions without parentheses. */
export const sessionWords: ReadonlySet<string> = new Set(
  'current_catalog current_date current_role current_schema current_time current_timestamp current_user localtime localtimestamp session_user sysdate system_user user'.split(
    ' ',
  ),
);
