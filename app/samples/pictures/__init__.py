"""Product pictures, drawn by code: a small studio of distance fields, soft light and paper backdrops."""
