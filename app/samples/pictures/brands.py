"""The studios of the demo's brands: each photographs everything it sells in the same light."""

from app.samples.pictures.studio import Softbox, Studio

# Morning light from a tall window on warm plaster
ATELIER = Studio(
    "atelier",
    "#e9e3d8",
    key=Softbox(46, -52, 13, 1.0, 9),
    fill=Softbox(35, 70, 22, 0.16, 3),
    sky=0.5,
    warmth=0.03,
    contrast=1.04,
    falloff=0.07,
)
# A hard noon key on cool stone: edges, texture, specification
FIELD = Studio(
    "field",
    "#cdd1cf",
    key=Softbox(50, -40, 8, 1.3, 9),
    fill=Softbox(30, 75, 20, 0.22, 3),
    sky=0.42,
    warmth=-0.008,
    contrast=1.07,
    falloff=0.08,
    key_panel=3.4,
)
# The trade catalogue: a white table under a light tent, nothing hidden
DEPOT = Studio(
    "depot",
    "#f4f5f5",
    key=Softbox(62, -38, 20, 0.8, 9),
    fill=Softbox(40, 60, 25, 0.3, 3),
    sky=0.72,
    contrast=1.06,
    falloff=0.03,
)
STUDIOS = {studio.name: studio for studio in (ATELIER, FIELD, DEPOT)}
