"""One module a picture; SCENES maps each file to the function that draws it."""

from collections.abc import Callable

from ..canvas import Canvas
from .airport_return import airport_return
from .border_waiting import border_waiting
from .food_parcels import food_parcels
from .global_compact import global_compact
from .helpline import helpline
from .hiv_services import hiv_services
from .land_route import land_route
from .online_training import online_training
from .orange_the_world import orange_the_world
from .remittances import remittances

SCENES: dict[str, Callable[[], Canvas]] = {
    "2020-08/photos/land-route.jpg": land_route,
    "2020-08/photos/airport-return.jpg": airport_return,
    "2020-08/photos/global-compact.jpg": global_compact,
    "2020-08/photos/online-training.jpg": online_training,
    "2020-08/photos/hiv-services.jpg": hiv_services,
    "2020-08/photos/remittances.jpg": remittances,
    "2020-08/photos/orange-the-world.jpg": orange_the_world,
    "2020-03/photos/food-parcels.jpg": food_parcels,
    "2020-03/photos/border-waiting.jpg": border_waiting,
    "2020-03/photos/helpline.jpg": helpline,
}
