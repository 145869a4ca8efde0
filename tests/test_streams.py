"""Random numbers are Philox at their address, fair, independent, and depend on nothing else."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy import stats

import wopsim
from wopsim import streams
from wopsim.errors import DeclarationError
from wopsim.streams import STREAMS, Stream, entities, entity, normal, philox, stream, uniform

PACKAGE = Path(wopsim.__file__).parent
WORD = 2**64
words = st.integers(0, WORD - 1)

# declared here without the table, so that the process has only the streams of the package
ONE = Stream("tests.one", entity("stream:tests.one"))
TWO = Stream("tests.two", entity("stream:tests.two"))


def numpy_philox(key, counter):
    """First word that numpy's generator gives at a counter; it adds one to the counter before it begins."""
    number = (sum(word << (64 * place) for place, word in enumerate(counter)) - 1) % 2**256
    before = [(number >> (64 * place)) % WORD for place in range(4)]
    generator = np.random.Philox(counter=np.array(before, dtype=np.uint64), key=np.array(key, dtype=np.uint64))
    return int(generator.random_raw())


def address_of(output, key):
    """Counter at which Philox gives the four words `output`: the ten rounds backwards."""
    m0, m1 = 0xD2E7470EE14C6C93, 0xCA5A826395121157
    w0, w1 = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B
    x0, x1, x2, x3 = output
    for turn in reversed(range(10)):
        k0, k1 = (key[0] + turn * w0) % WORD, (key[1] + turn * w1) % WORD
        c0, c2 = x3 * pow(m0, -1, WORD) % WORD, x1 * pow(m1, -1, WORD) % WORD
        x0, x1, x2, x3 = c0, x0 ^ (m1 * c2 >> 64) ^ k0, c2, x2 ^ (m0 * c0 >> 64) ^ k1
    return x0, x1, x2, x3


# the generator


@pytest.mark.parametrize(
    ("key", "counter", "first"),
    [  # the known answers that the authors publish with Random123 (philox4x64, 10 rounds)
        ((0, 0), (0, 0, 0, 0), 0x16554D9ECA36314C),
        ((WORD - 1,) * 2, (WORD - 1,) * 4, 0x87B092C3013FE90B),
        (
            (0x452821E638D01377, 0xBE5466CF34E90C6C),
            (0x243F6A8885A308D3, 0x13198A2E03707344, 0xA4093822299F31D0, 0x082EFA98EC4E6C89),
            0xA528F45403E61D95,
        ),
    ],
)
def test_known_answers(key, counter, first):
    assert int(philox(*map(np.uint64, (*key, *counter)))) == first
    assert numpy_philox(key, counter) == first


@settings(max_examples=300)
@given(key=st.tuples(words, words), counter=st.tuples(words, words, words, words))
def test_the_generator_is_that_of_numpy(key, counter):
    assert int(philox(*map(np.uint64, (*key, *counter)))) == numpy_philox(key, counter)


@given(seed=words, replicate=st.integers(0, 10**6), one=words, other=words, step=st.integers(0, 10**6))
def test_a_number_is_the_word_at_its_address(seed, replicate, one, other, step):
    word = numpy_philox((int(ONE.key), seed), (step, replicate, one, other))
    assert float(uniform(ONE, seed, replicate, one, other, step)) == ((word >> 12) + 0.5) / 2**52


def test_a_compiled_loop_reads_the_same_words():
    @njit
    def loop(key, seed, out):
        for step in range(out.size):
            out[step] = philox(key, seed, np.uint64(step), np.uint64(0), np.uint64(7), np.uint64(0))

    out = np.zeros(50, dtype=np.uint64)
    loop(ONE.key, np.uint64(3), out)
    assert (((out >> np.uint64(12)) + 0.5) / 2**52 == uniform(ONE, 3, 0, 7, 0, np.arange(50))).all()


@pytest.mark.parametrize(("word", "number"), [(0, 2.0**-53), (WORD - 1, 1 - 2.0**-53)])
def test_the_extreme_words_lie_strictly_inside(word, number):
    step, replicate, one, other = address_of((word, 1, 2, 3), (int(ONE.key), 11))
    u = float(uniform(ONE, 11, replicate, one, other, step))
    assert u == number
    assert 0 < u < 1
    assert np.isfinite(normal(ONE, 11, replicate, one, other, step))


def test_normal_is_the_inverse_distribution_of_uniform():
    address = (ONE, 5, 2, np.arange(1000))
    np.testing.assert_allclose(stats.norm.cdf(normal(*address)), uniform(*address), rtol=1e-12)


# fairness and independence: fixed seeds, so that a test either always passes or never


GRID = {
    "entities": uniform(ONE, 1, 0, entities([f"u{n}" for n in range(100_000)])),
    "steps": uniform(ONE, 1, 0, entity("u1"), 0, np.arange(100_000)),
    "replicates": np.array([float(uniform(ONE, 1, k, entity("u1"))) for k in range(3000)]),
    "seeds": np.array([float(uniform(ONE, k, 0, entity("u1"))) for k in range(3000)]),
    "streams": np.array([float(uniform(Stream("s", entity(f"stream:tests.{k}")), 1, 0, entity("u1"))) for k in range(3000)]),
    "small numbers as entities": uniform(ONE, 1, 0, np.arange(300)[:, None], np.arange(300)[None, :]).ravel(),
}


@pytest.mark.parametrize("along", GRID)
def test_numbers_are_uniform_along(along):
    u = GRID[along]
    assert ((u > 0) & (u < 1)).all()
    assert stats.kstest(u, "uniform").pvalue > 0.001
    assert stats.chisquare(np.bincount((u * 50).astype(int), minlength=50)).pvalue > 0.001


@pytest.mark.parametrize("along", GRID)
def test_neighbours_are_independent_along(along):
    u = GRID[along]
    n = u.size
    for lag in (1, 2, 4):
        assert abs(np.corrcoef(u[:-lag], u[lag:])[0, 1]) < 4 / np.sqrt(n)
    cells = (u[:-1] * 8).astype(int) * 8 + (u[1:] * 8).astype(int)
    assert stats.chisquare(np.bincount(cells[::2], minlength=64)).pvalue > 0.001


def test_two_addresses_that_differ_in_one_part_are_uncorrelated():
    names = entities([f"u{n}" for n in range(50_000)])
    first = uniform(ONE, 1, 0, names, 3, 0)
    others = [
        uniform(TWO, 1, 0, names, 3, 0),
        uniform(ONE, 2, 0, names, 3, 0),
        uniform(ONE, 1, 1, names, 3, 0),
        uniform(ONE, 1, 0, names + np.uint64(1), 3, 0),
        uniform(ONE, 1, 0, names, 4, 0),
        uniform(ONE, 1, 0, names, 3, 1),
        uniform(ONE, 1, 0, 3, names, 0),  # the pair the other way round
    ]
    table = np.corrcoef([first, *others])
    assert np.abs(table[~np.eye(len(table), dtype=bool)]).max() < 5 / np.sqrt(50_000)


def test_standard_normal_numbers_are_so():
    z = normal(ONE, 4, 0, np.arange(100_000))
    assert stats.kstest(z, "norm").pvalue > 0.001


# nothing but the address


@settings(max_examples=60)
@given(data=st.data(), rows=st.integers(1, 6), columns=st.integers(1, 6))
def test_shape_order_and_subset_do_not_matter(data, rows, columns):
    one, other = entities([f"u{n}" for n in range(rows)]), entities([f"v{n}" for n in range(columns)])
    table = uniform(ONE, 9, 3, one[:, None], other[None, :], 5)
    assert table.shape == (rows, columns)
    i, j = data.draw(st.permutations(range(rows))), data.draw(st.permutations(range(columns)))
    assert np.array_equal(uniform(ONE, 9, 3, one[i][:, None], other[j][None, :], 5), table[np.ix_(i, j)])
    assert np.array_equal(uniform(ONE, 9, 3, one, other[j[0]], 5), table[:, j[0]])
    assert float(uniform(ONE, 9, 3, one[i[0]], other[j[0]], 5)) == table[i[0], j[0]]
    flat = uniform(ONE, 9, 3, np.repeat(one, columns), np.tile(other, rows), np.full(rows * columns, 5))
    assert np.array_equal(flat.reshape(rows, columns), table)


def test_what_was_read_before_does_not_matter():
    first = uniform(ONE, 1, 0, np.arange(10))
    uniform(TWO, 1, 0, np.arange(1000))
    assert np.array_equal(uniform(ONE, 1, 0, np.arange(10)), first)


def test_the_global_generators_are_left_alone():
    before = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    normal(ONE, 1, 0, np.arange(10))
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before  # noqa: NPY002


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_another_process_reads_the_same_numbers(hash_seed):
    code = (
        "from wopsim.streams import Stream, entity, uniform; s = Stream('x', entity('stream:tests.one'));"
        "print(float(uniform(s, 1, 2, entity('Lusaka'), entity('Zürich'), 4)).hex())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(PACKAGE.parent), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == float(uniform(ONE, 1, 2, entity("Lusaka"), entity("Zürich"), 4)).hex()


# names


def test_entities_are_those_of_the_names():
    names = np.array([["a", "b"], ["c", "Zürich"]])
    table = entities(names)
    assert table.dtype == np.uint64
    assert table.shape == (2, 2)
    assert table[1, 1] == entity("Zürich")
    assert np.unique(entities([f"u{n}" for n in range(10_000)])).size == 10_000
    assert entities([]).shape == (0,)


def test_a_stream_is_declared_once(monkeypatch):
    monkeypatch.setattr(streams, "STREAMS", {})
    made = stream("tests.twice")
    assert streams.STREAMS == {"tests.twice": made}
    assert made.key == entity("stream:tests.twice")
    with pytest.raises(DeclarationError, match=r"random stream 'tests\.twice' is declared twice"):
        stream("tests.twice")


def trees():
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree, *names):
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in found if (getattr(call.func, "id", None) or getattr(call.func, "attr", None)) in names]


def test_every_stream_is_declared_at_import_by_a_name_of_its_own():
    for module in pkgutil.walk_packages([str(PACKAGE)], "wopsim."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    written = []
    for path, tree in trees():
        inside = {id(call) for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for call in calls(function, "stream")}
        for call in calls(tree, "stream"):
            assert id(call) not in inside, f"{path}:{call.lineno}: a stream is declared inside a function"
            assert isinstance(call.args[0], ast.Constant | ast.JoinedStr), f"{path}:{call.lineno}: the name is not written here"
            if isinstance(call.args[0], ast.Constant):
                written.append(call.args[0].value)
    assert len(written) == len(set(written)) > 10
    assert set(written) <= set(STREAMS)
    assert len({int(declared.key) for declared in STREAMS.values()}) == len(STREAMS)
    assert [name for name in STREAMS if not all(part.isidentifier() for part in name.split(".")) or name.count(".") != 1] == []


def test_no_address_has_a_scenario_or_a_draw_in_it():
    # two scenarios and two draws must meet the same luck: engines, rules and strategies know neither word
    found = []
    for path, tree in trees():
        if path.split("/")[0] not in {"engines", "rules", "strategies"}:
            continue
        for node in ast.walk(tree):
            word = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None)
            if isinstance(word, str) and word.lower() in {"scenario", "scenarios", "draw", "draws"}:
                found.append(f"{path}:{node.lineno}: {word}")
    assert found == []


def test_chance_comes_from_nowhere_else():
    # a name that begins with "random" may be a strategy; a module of that name may not be imported, nor read from numpy
    found = []
    for path, tree in trees():
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            home = node.module if isinstance(node, ast.ImportFrom) else None
            if path == "app/serving.py" and names == ["secrets"]:  # the token of the live page, and nothing of a run
                continue
            if {"random", "numpy.random", "secrets"} & {*names, home} and home != "wopsim.strategies.pairing":
                found.append(f"{path}:{node.lineno}")
            if isinstance(node, ast.Attribute) and node.attr == "random" and getattr(node.value, "id", None) in {"np", "numpy"}:
                found.append(f"{path}:{node.lineno}")
    assert found == []
