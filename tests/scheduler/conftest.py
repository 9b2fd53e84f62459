from __future__ import annotations

from factories.bench_fixtures import bench, database_url, firm, react, store

__all__ = ["bench", "database_url", "firm", "react", "store"]
