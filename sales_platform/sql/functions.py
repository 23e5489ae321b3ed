"""The functions that a question may call, by kind; all others are refused.

Each is answered by the embedded engine. Not on the list is what reads files or the settings, names the user, runs code, encrypts
or ends a query with an error; nor ``bround``, whose halves the embedded engine rounds up, and Apache Spark to even. A function of
the engine that is missing here may be added, with an example in the tests.
"""

_TEXT = """
    ascii base64 bit_length btrim char char_length character_length chr concat concat_ws contains crc32 decode elt encode
    endswith find_in_set format_number format_string hash hex ilike initcap instr is_valid_utf8 lcase left len length
    levenshtein like locate lower lpad ltrim luhn_check make_valid_utf8 mask md5 octet_length overlay parse_url position
    printf quote regexp regexp_count regexp_extract regexp_extract_all regexp_instr regexp_like regexp_replace regexp_substr
    repeat replace reverse right rlike rpad rtrim sentences sha sha1 sha2 soundex space split split_part startswith substr
    substring substring_index translate trim try_parse_url try_url_decode ucase unbase64 unhex upper url_decode url_encode
    uuid xxhash64
"""
_NUMBER = """
    abs acos acosh asin asinh atan atan2 atanh bin bit_count bit_get cbrt ceil ceiling conv cos cosh cot csc degrees e
    exp expm1 factorial floor getbit hypot isnan ln log log10 log1p log2 mod nanvl negative nullifzero pi pmod positive pow
    power radians rand randn random rint round sec shiftleft shiftright shiftrightunsigned sign signum sin sinh sqrt tan tanh
    try_add try_divide try_mod try_multiply try_subtract uniform width_bucket zeroifnull
"""
_DATE_AND_TIME = """
    add_months convert_timezone curdate current_date current_timestamp date_add date_diff date_format date_from_unix_date
    date_part date_sub date_trunc dateadd datediff datepart day dayname dayofmonth dayofweek dayofyear extract from_unixtime
    from_utc_timestamp hour last_day localtimestamp make_date make_dt_interval make_interval make_timestamp make_timestamp_ltz
    make_timestamp_ntz make_ym_interval minute month monthname months_between next_day now quarter second timestamp_micros
    timestamp_millis timestamp_seconds timestampadd timestampdiff to_date to_timestamp to_timestamp_ltz to_timestamp_ntz
    to_unix_timestamp to_utc_timestamp trunc try_make_timestamp try_make_timestamp_ltz try_make_timestamp_ntz try_to_timestamp
    unix_date unix_micros unix_millis unix_seconds unix_timestamp weekday weekofyear window window_time year
"""
_CONDITION = "coalesce equal_null greatest if ifnull isnotnull isnull least nullif nvl nvl2"
_CONVERSION = """
    bigint binary boolean cast date decimal double float int smallint string timestamp tinyint to_binary to_char to_number
    to_varchar try_cast try_to_binary try_to_number typeof
"""
_ARRAY_AND_MAP = """
    aggregate array array_append array_compact array_contains array_distinct array_except array_insert array_intersect
    array_join array_max array_min array_position array_prepend array_remove array_repeat array_size array_sort array_union
    arrays_overlap arrays_zip cardinality element_at exists filter flatten forall get map map_concat map_contains_key
    map_entries map_filter map_from_arrays map_from_entries map_keys map_values named_struct reduce sequence shuffle size
    slice sort_array str_to_map struct transform try_element_at
"""
_JSON = """
    from_json get_json_object is_variant_null json_array_length json_object_keys json_tuple parse_json schema_of_json to_json
    try_parse_json try_variant_get variant_get
"""
_AGGREGATE = """
    any any_value approx_count_distinct approx_percentile array_agg avg bit_and bit_or bit_xor bool_and bool_or collect_list
    collect_set corr count count_if covar_pop covar_samp every first first_value grouping grouping_id histogram_numeric
    kurtosis last last_value listagg max max_by mean median min min_by mode percentile percentile_approx percentile_cont
    percentile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy skewness some
    std stddev stddev_pop stddev_samp string_agg sum try_avg try_sum var_pop var_samp variance
"""
_WINDOW = "cume_dist dense_rank lag lead nth_value ntile percent_rank rank row_number"
_TABLE = "explode explode_outer inline inline_outer posexplode posexplode_outer range stack"

FUNCTIONS: dict[str, tuple[str, ...]] = {
    "text": tuple(_TEXT.split()),
    "number": tuple(_NUMBER.split()),
    "date and time": tuple(_DATE_AND_TIME.split()),
    "condition": tuple(_CONDITION.split()),
    "conversion": tuple(_CONVERSION.split()),
    "array and map": tuple(_ARRAY_AND_MAP.split()),
    "JSON": tuple(_JSON.split()),
    "aggregate": tuple(_AGGREGATE.split()),
    "window": tuple(_WINDOW.split()),
    "table": tuple(_TABLE.split()),
}
"""The functions of each kind, in lower case."""

ROW_FUNCTIONS = frozenset(FUNCTIONS["table"])
"""They may stand in the place of a table: they make rows of their arguments alone."""

ALLOWED = frozenset(name for names in FUNCTIONS.values() for name in names)

_CALLED_BY_NAME_ALONE = """
    current_catalog current_database current_path current_role current_schema current_timezone current_user session_user
    system_user user
"""
CALLED_BY_NAME_ALONE = frozenset(_CALLED_BY_NAME_ALONE.split())
"""Functions that are not allowed and that an engine may call without parentheses, even when their name is quoted."""
