"""Tables of library calls: which are pure, and which change objects, files or hidden state."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


PURE_PACKAGES = _names(
    """numpy pandas scipy sklearn statsmodels math cmath itertools functools collections operator statistics string re
    json datetime calendar decimal fractions textwrap difflib hashlib base64 copy enum typing dataclasses abc bisect
    struct numbers unicodedata time timeit platform inspect dis ast types pprint keyword tokenize zlib html urllib
    networkx sympy xarray polars patsy cycler ipywidgets IPython contextlib uuid secrets"""
)
"""Packages whose functions change neither their arguments nor state of their own, with the exceptions below."""

ARGUMENT_CHANGERS = _names(
    """random.shuffle numpy.random.shuffle numpy.fill_diagonal numpy.put numpy.place numpy.copyto numpy.putmask
    numpy.put_along_axis numpy.add.at heapq.heappush heapq.heappop heapq.heapify heapq.heapreplace heapq.heappushpop
    bisect.insort bisect.insort_left bisect.insort_right json.dump pickle.dump csv.writer operator.setitem
    operator.delitem operator.iadd operator.setattr itertools.tee networkx.add_path networkx.add_cycle
    networkx.set_node_attributes networkx.set_edge_attributes networkx.add_star collections.deque.append
    networkx.relabel_nodes"""
)
"""Functions that change their first argument (or one they write to)."""
RUNNERS_OF_TEXT = frozenset({"cProfile.run", "profile.run", "timeit.timeit", "timeit.repeat", "timeit.Timer"})
"""Functions that run code given as a string."""
BUILTIN_CHANGERS = frozenset({"setattr", "delattr", "next"})
BUILTIN_UNKNOWN = frozenset({"exec", "eval", "globals", "locals", "get_ipython"})
"""Functions whose effects cannot be determined from the source."""
ITERATORS = frozenset({"map", "filter", "zip", "iter", "enumerate", "reversed", "open"})
"""Built-in functions whose result is exhausted by reading it."""

VIEWS = _names(
    """numpy.asarray numpy.asanyarray numpy.atleast_1d numpy.atleast_2d numpy.atleast_3d numpy.reshape numpy.ravel
    numpy.transpose numpy.squeeze numpy.expand_dims numpy.swapaxes numpy.moveaxis numpy.broadcast_to numpy.diagonal
    numpy.split numpy.hsplit numpy.vsplit numpy.array_split numpy.nditer numpy.ndenumerate functools.partial
    sklearn.pipeline.make_pipeline sklearn.base.clone copy.copy itertools.chain itertools.cycle numpy.rollaxis
    numpy.flip numpy.rot90 numpy.fliplr numpy.flipud"""
)
"""Functions whose result shares memory with their arguments, or holds them."""

CHANGING_METHODS = _names(
    """append extend insert add remove discard pop popitem popleft appendleft extendleft rotate clear sort reverse
    update setdefault intersection_update difference_update symmetric_difference_update fill resize itemset put
    partition setflags byteswap fit partial_fit fit_transform fit_predict train compile step zero_grad backward write
    writelines writerow writerows close read readline readlines seek send throw flush truncate execute executemany
    commit rollback fetchone fetchall fetchmany load_state_dict set_params add_node add_edge add_nodes_from
    add_edges_from remove_node remove_edge add_path add_cycle add_weighted_edges_from eval requires_grad_
    connect register subscribe push put_nowait get_nowait acquire release start join cancel set"""
)
"""Methods that change the object they are called on."""

PURE_METHODS = _names(
    """capitalize casefold center count encode decode endswith expandtabs find format format_map index isalnum isalpha
    isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower
    lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split
    splitlines startswith strip swapcase title translate upper zfill hex fromhex bit_length as_integer_ratio
    is_integer conjugate copy items keys values get union intersection difference symmetric_difference issubset
    issuperset isdisjoint most_common elements total
    all any argmax argmin argsort astype choose clip compress cumprod cumsum diagonal dot dump dumps flatten item max
    mean min nonzero prod ptp ravel repeat reshape round searchsorted squeeze std sum swapaxes take tobytes tofile
    tolist trace transpose var view
    abs add_prefix add_suffix agg aggregate align apply applymap asfreq asof assign at_time bfill between between_time
    bool combine combine_first compare convert_dtypes corr corrwith cov cummax cummin describe diff div divide
    dot drop_duplicates droplevel dropna duplicated eq equals ewm expanding explode ffill fillna filter first
    first_valid_index floordiv ge groupby gt head hist idxmax idxmin infer_objects info interpolate isin isna isnull
    iterrows iteritems itertuples join kurt kurtosis last last_valid_index le lookup lt mad map mask median melt merge
    mod mode mul multiply ne nlargest notna notnull nsmallest nunique pad pct_change pipe pivot pivot_table plot pow
    quantile query rank reindex reindex_like rename rename_axis reorder_levels resample reset_index rolling sample
    select_dtypes sem set_axis set_index shift skew slice_shift sort_index sort_values stack sub subtract swaplevel
    tail to_clipboard to_csv to_dict to_excel to_feather to_frame to_gbq to_hdf to_html to_json to_latex to_list
    to_markdown to_numpy to_parquet to_period to_pickle to_records to_sql to_stata to_string to_timestamp to_xarray
    truediv truncate tz_convert tz_localize unique unstack value_counts where xs nth size ngroup get_group
    cumcount boxplot contains extract extractall cat len findall get_dummies isocalendar strftime
    strptime date time timestamp timetuple weekday isoweekday isoformat total_seconds day_name month_name normalize
    floor ceil to_pydatetime combine_chunks to_datetime fromtimestamp timedelta
    predict predict_proba predict_log_proba transform inverse_transform score decision_function score_samples
    get_params kneighbors get_feature_names_out get_support aic bic pdf cdf ppf logpdf sf isf logcdf pmf interval
    moment entropy stats summary params conf_int cosine inv det eigenvals subs evalf simplify expand factor diff
    integrate lambdify doit as_expr coeff degree rhs lhs free_symbols nodes edges neighbors number_of_nodes
    number_of_edges has_node has_edge predecessors successors subgraph to_undirected to_directed adjacency
    search match fullmatch finditer group groups groupdict span start end pattern
    exists is_file is_dir iterdir glob rglob resolve absolute relative_to with_suffix with_name joinpath read_text
    read_bytes stat parent stem suffix expanduser
    numpy cpu detach item dim size shape type parameters state_dict named_parameters get_weights count_params
    get_figure get_xlim get_ylim get_axes get_legend_handles_labels get_xticks get_yticks get_xticklabels
    json raise_for_status iter_content getvalue geturl info"""
)
"""Methods that change nothing, in the standard library and in the usual data science packages."""

FRESH_METHODS = PURE_METHODS - _names(
    """reshape ravel squeeze swapaxes transpose view diagonal groupby resample rolling expanding ewm items keys values
    get pipe iterrows itertuples first last where get_group subgraph start end params plot hist boxplot parameters
    named_parameters detach numpy join"""
)
"""Pure methods whose result shares no memory with the object."""

PLOT_METHODS = _names(
    """plot hist boxplot scatter bar barh imshow contour contourf pcolormesh errorbar fill_between step stem pie
    quiver streamplot hexbin violinplot matshow plot_surface plot_wireframe scatter_matrix"""
)
"""Methods that plot, subject to Matplotlib's settings."""

FIGURE_SETTINGS = _names(
    """style rc rcParams rcdefaults rcParamsDefault set_cmap switch_backend ion ioff use set set_theme set_style
    set_palette     set_context set_color_codes reset_defaults reset_orig register_cmap rc_file xkcd rc_params_from_file
    axes_style plotting_context"""
)
"""Functions and tables of Matplotlib and seaborn that change how later figures look."""
DRAWING_PACKAGES = frozenset({"matplotlib", "seaborn", "pylab", "mpl_toolkits"})

RANDOM_STATES = {
    "numpy.random": "·numpy.random",
    "random": "·random",
    "torch": "·torch",
    "tensorflow": "·tensorflow",
    "keras": "·tensorflow",
    "scipy.stats": "·numpy.random",
}
"""Module prefix to the hidden state that draws from it read and change."""
SEEDS = {
    "numpy.random.seed": "·numpy.random",
    "numpy.random.set_state": "·numpy.random",
    "random.seed": "·random",
    "random.setstate": "·random",
    "torch.manual_seed": "·torch",
    "torch.random.manual_seed": "·torch",
    "tensorflow.random.set_seed": "·tensorflow",
    "tensorflow.set_random_seed": "·tensorflow",
    "tensorflow.random.set_random_seed": "·tensorflow",
    "keras.utils.set_random_seed": "·tensorflow",
}
"""Functions that replace such a state."""
OWN_STATE = _names(
    "default_rng RandomState Generator SeedSequence PCG64 MT19937 Random SystemRandom get_state getstate"
)
"""Names in those modules that neither read nor change the hidden state."""
DRAWING_METHODS = frozenset({"rvs", "sample", "resample"})
"""Methods that draw from NumPy's hidden state, unless they are passed a state."""
DRAWING_NAMES = _names(
    """train_test_split shuffle resample KMeans MiniBatchKMeans RandomForestClassifier RandomForestRegressor
    ExtraTreesClassifier ExtraTreesRegressor GradientBoostingClassifier GradientBoostingRegressor MLPClassifier
    MLPRegressor SGDClassifier SGDRegressor TSNE GaussianMixture BayesianGaussianMixture RandomizedSearchCV
    BaggingClassifier BaggingRegressor AdaBoostClassifier AdaBoostRegressor DecisionTreeClassifier
    DecisionTreeRegressor RandomizedPCA NMF MDS Perceptron LinearSVC ShuffleSplit StratifiedShuffleSplit KFold
    StratifiedKFold IsolationForest RBFSampler make_blobs make_classification make_regression make_moons make_circles
    make_swiss_roll make_s_curve make_low_rank_matrix make_gaussian_quantiles cross_val_score cross_val_predict
    permutation_test_score learning_curve validation_curve FastICA LatentDirichletAllocation SpectralClustering
    bootstrap bootstrap_plot regplot lmplot barplot pointplot lineplot tsplot stripplot jitter erdos_renyi_graph
    gnp_random_graph barabasi_albert_graph watts_strogatz_graph random_geometric_graph spring_layout random_graph
    fast_gnp_random_graph random_regular_graph gnm_random_graph TruncatedSVD"""
)
"""Functions and classes that draw from NumPy's (or Python's) hidden state, unless they are passed `random_state`."""

FILE_READERS = _names(
    """load loadtxt genfromtxt fromfile imread read_csv read_table read_excel read_json read_html read_pickle
    read_parquet read_hdf read_feather read_sql read_sql_query read_sql_table read_stata read_sas read_fwf listdir
    walk scandir exists isfile isdir getsize iglob glob rglob read_text read_bytes loadmat whosmat connect getmtime
    load_model load_weights load_workbook ZipFile TarFile extract namelist load_npz from_file read_file read_gml
    read_graphml read_edgelist load_dataset File Dataset open_dataset stat iterdir is_file is_dir urlopen
    run Popen call check_output check_call getoutput
    system popen run_path import_module"""
)
"""Names of functions and methods that read files."""
FILE_WRITERS = _names(
    """save savez savez_compressed savetxt tofile imsave savefig to_csv to_excel to_json to_html to_pickle to_parquet
    to_hdf to_feather to_sql to_stata dump urlretrieve copyfile copy2 copytree move rmtree unpack_archive
    make_archive mkdir makedirs rename remove unlink rmdir removedirs renames extractall write_text write_bytes touch
    save_model save_weights savemat save_npz to_file write_gml write_graphml write_edgelist download_file
    download retrieve run Popen call check_output check_call
    getoutput system popen symlink_to to_netcdf write_image write_html
    connect"""
)
"""Names of functions and methods that write files."""

ALWAYS_KEEP = (
    "warnings.filterwarnings", "warnings.simplefilter", "warnings.resetwarnings", "sys.setrecursionlimit",
    "sys.path", "os.environ", "os.chdir", "os.putenv", "locale.setlocale", "decimal.getcontext", "logging.basicConfig",
    "logging.disable", "site.addsitedir", "site.addpackage", "nltk.data.path", "numba.set_num_threads",
    "os.environb", "sys.setswitchinterval", "tracemalloc.start", "faulthandler.enable", "gc",
)  # fmt: skip
"""Prefixes of the dotted paths of calls and tables that change global state for everything after them."""

SETTING_NAMES = _names(
    """set_option reset_option options set_printoptions seterr set_config enable init_printing init_session extension
    renderers data_transformers themes templates set_float_precision option_context set_eng_float_format
    set_string_function seterrcall setbufsize register_converters register_matplotlib_converters
    deregister_matplotlib_converters set_default_backend register_dataframe_accessor default set_floatx
    set_image_data_format set_backend set_default_dtype set_default_tensor_type enable_eager_execution config
    init_notebook_mode output_notebook set_credentials_file field_size_limit setLevel addHandler
    filterwarnings simplefilter setdefaulttimeout register_backend use_numpy init rcParams"""
)
"""Names of functions and tables that change a package's settings, in pure packages too."""
