-- One row per unit and day from which it has this place in the tile chart: column from west to east, row from north to
-- south. Schematic: not a map. Source: reference.unit_tiles.
select unit_code, valid_from, tile_column, tile_row
from reference.unit_tiles;
