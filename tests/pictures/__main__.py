"""`python -m tests.pictures`: draw the pictures that later ones are compared with, after looking at them."""

from tests.pictures import PICTURES
from tests.pictures.test_pictures import FOLDER, small

for name, (draw, _) in PICTURES.items():
    small(draw()).quantize(64).save(FOLDER / f"{name}.png", optimize=True)
