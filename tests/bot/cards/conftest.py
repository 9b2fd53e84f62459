"""A firm with chats on one database for the module."""

from factories.office import office, shared_store, store

__all__ = ["office", "shared_store", "store"]
