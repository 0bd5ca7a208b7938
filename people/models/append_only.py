"""Histories: rows are added, never changed or removed."""

from collections.abc import Iterable
from typing import Any, Never

from django.db import models


class AppendOnly(TypeError):
    """Somebody tried to change or remove a line of a history."""

    def __init__(self) -> None:
        super().__init__("A history is append-only.")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """A history: rows are added, never changed or removed."""

    def update(self, **kwargs: Any) -> Never:
        raise AppendOnly

    def delete(self) -> Never:
        raise AppendOnly

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Never:
        raise AppendOnly

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_conflicts"):
            raise AppendOnly
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnlyModel(models.Model):
    """One line of a history."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise AppendOnly
