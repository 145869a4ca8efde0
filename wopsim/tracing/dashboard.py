"""A page on which one steps through a run and watches the network (mesa's SolaraViz). Needs the extra `dashboard`."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from wopsim.extras import missing_extra

if TYPE_CHECKING:
    from wopsim.declare import Parameters
    from wopsim.world.table import World


def network_page(world: World, p: Parameters, seed: int, replicate: int, years: int, title: str) -> Any:
    """Return the page; show it as the last line of a notebook cell, or name it `page` in a file for `solara run`.

    Parameters
    ----------
    world, p, seed, replicate, years : of the run, as in `wopsim.engines.agents.model.run`.
    title : of the page.

    Raises
    ------
    MissingExtraError : solara is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # mesa breaks a rule of solara's, and solara warns of it on import
            import solara
            from mesa.visualization import SolaraViz
            from mesa.visualization.utils import update_counter
    except ImportError as error:
        raise missing_extra("the view of the network", f"solara ({error})", "dashboard") from error

    from wopsim.engines.agents.model import WopModel
    from wopsim.tracing.animation import pairs_of, picture
    from wopsim.tracing.network import network_figure

    class Watched(WopModel):
        """A run that keeps a picture of each quarter and stops at its horizon; Reset on the page makes a new one."""

        def __init__(self) -> None:
            super().__init__(world, p, seed, replicate, years)
            self.pictures = [picture(self)]

        def step(self) -> None:
            if self.running:
                super().step()
                self.pictures.append(picture(self))

    @solara.component
    def network(model: Watched) -> None:
        update_counter.get()
        time = model.pictures[-1].time
        solara.FigureMatplotlib(network_figure(model.pictures, pairs_of(model.events, years + 1.0), time), format="png")

    return SolaraViz(Watched(), components=[(network, 0)], name=title, play_interval=200)
