"""The runs of a study as points, and points as blocks that are run and written together.

A *run* is one scenario at one point. A *point* is one combination of swept values, one draw and one replicate, under every
scenario: what is compared stands in one point. A *block* is a box of points, and one chunk of every array of a store. How
a study is cut depends on the study only, so that the same study gives the same chunks wherever it is run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wopsim.runs.shared_baselines import different_baselines
from wopsim.study.scenario import Study

BLOCKS = 64
"""Blocks that a study is cut into, if they are neither too small nor too large then."""
LEAST_RUNS, MOST_RUNS = 500, 30_000
"""Runs of a block, of the size that `RUN_SIZE` says: some seconds to a minute of work. Larger blocks make fewer files."""
RUN_SIZE = 160 * 13
"""Utilities times year ends of such a run."""
MOST_BYTES = 100_000_000
"""Size of a block in memory."""


@dataclass(frozen=True)
class Block:
    """Points that are run and written together: their numbers along each dimension."""

    number: int
    variants: range
    draws: range
    replicates: range

    @property
    def points(self) -> int:
        """How many points it holds."""
        return len(self.variants) * len(self.draws) * len(self.replicates)


@dataclass(frozen=True)
class Points:
    """All points of a study, and how they are cut.

    Parameters
    ----------
    variants, scenarios, draws, replicates : size of the study; `variants` is 1 where nothing is swept.
    swept : whether results have the dimension `variant`.
    variants_together, draws_together, replicates_together : size of a block.
    """

    variants: int
    scenarios: int
    draws: int
    replicates: int
    swept: bool
    variants_together: int
    draws_together: int
    replicates_together: int

    @classmethod
    def of(cls, study: Study, utilities: int, run_bytes: int) -> Points:
        """Return the points of a study.

        Parameters
        ----------
        study : what is run.
        utilities : of its world.
        run_bytes : what a store holds of one run [byte].
        """
        variants, scenarios, replicates = max(len(study.variants), 1), len(study.scenarios), study.most_replicates
        runs = variants * scenarios * study.draws * replicates
        size = RUN_SIZE / (utilities * (study.horizon_years + 1))
        wanted = min(max(runs / BLOCKS, LEAST_RUNS * size), MOST_RUNS * size, MOST_BYTES / run_bytes)
        points = max(1, int(wanted) // scenarios)
        # variants that share a baseline stand in one block, where it is run once; of others a block has few, so that one can be read alone
        across = min(variants, points) if different_baselines(study) < variants else 1
        # a round of replicates is a whole number of blocks
        together = max(number for number in range(1, min(points // across, study.replicates) + 1) if study.replicates % number == 0)
        draws = min(study.draws, points // (across * together)) if together == study.replicates else 1
        if draws == study.draws and across == 1:
            across = min(variants, points // (draws * together))
        return cls(variants, scenarios, study.draws, replicates, bool(study.variants), across, draws, together)

    @property
    def count(self) -> int:
        """How many points there are."""
        return self.variants * self.draws * self.replicates

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.count * self.scenarios

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the dimensions of a run."""
        sizes = (self.scenarios, self.draws, self.replicates)
        return (self.variants, *sizes) if self.swept else sizes

    @property
    def dims(self) -> tuple[str, ...]:
        """Dimensions of a run."""
        dims = ("scenario", "draw", "replicate")
        return ("variant", *dims) if self.swept else dims

    @property
    def chunk(self) -> tuple[int, ...]:
        """Size of a block along the dimensions of a run."""
        sizes = (self.scenarios, self.draws_together, self.replicates_together)
        return (self.variants_together, *sizes) if self.swept else sizes

    @property
    def _across(self) -> tuple[int, int]:
        """Blocks along draws and replicates."""
        return -(-self.draws // self.draws_together), -(-self.replicates // self.replicates_together)

    @property
    def block_count(self) -> int:
        """How many blocks there are."""
        along_draws, along_replicates = self._across
        return -(-self.variants // self.variants_together) * along_draws * along_replicates

    def block(self, number: int) -> Block:
        """Return a block by its number, from 0."""
        along_draws, along_replicates = self._across
        rest, third = divmod(number, along_replicates)
        first, second = divmod(rest, along_draws)
        variants = range(first * self.variants_together, min((first + 1) * self.variants_together, self.variants))
        draws = range(second * self.draws_together, min((second + 1) * self.draws_together, self.draws))
        replicates = range(third * self.replicates_together, min((third + 1) * self.replicates_together, self.replicates))
        return Block(number, variants, draws, replicates)

    def region(self, block: Block) -> tuple[slice, ...]:
        """Return where a block stands in an array, along the dimensions of a run."""
        variants, draws, replicates = (slice(part.start, part.stop) for part in (block.variants, block.draws, block.replicates))
        return (variants, slice(None), draws, replicates) if self.swept else (slice(None), draws, replicates)

    def chunk_key(self, block: Block) -> tuple[int, ...]:
        """Return the number of the block's chunk along each dimension of a run."""
        key = (0, block.draws.start // self.draws_together, block.replicates.start // self.replicates_together)
        return (block.variants.start // self.variants_together, *key) if self.swept else key

    def blocks_of(self, variants: Iterable[int]) -> Iterator[Block]:
        """Yield the blocks that hold points of some combinations of swept values."""
        along_draws, along_replicates = self._across
        each = along_draws * along_replicates
        for row in sorted({variant // self.variants_together for variant in variants}):
            yield from map(self.block, range(row * each, (row + 1) * each))

    def blocks(self, first: int = 0, last: int | None = None) -> Iterator[Block]:
        """Yield the blocks whose first point has a number from `first` to `last`, both included; points are numbered block by block.

        Ranges that cut the points into parts cut the blocks into the same number of parts, so that tasks of a job array need not
        know where blocks begin.
        """
        last = self.count - 1 if last is None else last
        begin = 0
        for number in range(self.block_count):
            block = self.block(number)
            if first <= begin <= last:
                yield block
            begin += block.points
