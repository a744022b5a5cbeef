"""One function a kind of product; each returns the parts that the studio photographs."""
