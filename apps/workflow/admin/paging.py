"""Paging without counting a large table."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.views import ChangeList

CAP = 5_000


class CappedPaginator(Paginator):
    """Counts up to CAP rows and no further: 160 ms for a million rows is spent on no page. Narrow by filters
    or search to reach what lies behind.

    Of a page the keys are read first and then the rows by their keys: asked for whole rows in an order, with what is joined to them, MariaDB
    puts all of them in order, texts and all, to show fifty. Two queries a page where there are
    several, and one that counts."""

    template_name = "admin/oblik/pagination.html"

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by()[:CAP].count() if isinstance(rows, QuerySet) else len(rows)

    def page(self, number: int | str) -> Page:
        """The page's rows in the order that was asked for."""
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return super().page(number)
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        top = self.count if bottom + self.per_page + self.orphans >= self.count else bottom + self.per_page
        keys = list(rows.values_list("pk", flat=True)[bottom:top])
        found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)} if keys else {}
        return Page([found[key] for key in keys if key in found], number, self)

    @property
    def is_capped(self) -> bool:
        """Whether there may be more rows than are counted."""
        return self.count >= CAP


class PlacePaginator(Paginator):
    """Of a list that goes by places and counts nothing."""

    template_name = "admin/oblik/places.html"


class PlaceList(ChangeList):
    """A list of very many rows, newest first: `?after=` is the key behind which the page begins. Two queries, of a page of keys and one more
    by an index that ends in the key, and of their rows, however far back it is; nothing is counted. The page's `list_filter` and search narrow by indexes too, and
    it names no `sortable_by`."""

    place = "after"

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        asked = request.GET.get(self.place, "")
        self.after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
        super().__init__(request, *args, **kwargs)

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """The place is no filter."""
        return {name: value for name, value in super().get_filters_params(params).items() if name != self.place}

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """A choice of filters begins at the newest."""
        return str(super().get_query_string(new_params, [*(remove or ()), self.place]))

    def get_results(self, request: HttpRequest) -> None:
        """The page, and the place behind it where there is more. The keys are read first, out of the index alone: asked for whole rows
        MariaDB goes by the index from its end and passes over all that is newer than the place."""
        rows = self.queryset if self.after is None else self.queryset.filter(pk__lt=self.after)
        keys = list(rows.order_by("-pk").values_list("pk", flat=True)[: self.list_per_page + 1])
        shown = keys[: self.list_per_page]
        self.result_list = sorted(self.queryset.filter(pk__in=shown), key=lambda row: row.pk, reverse=True) if shown else []
        self.behind = self.get_query_string({self.place: shown[-1]}) if len(keys) > self.list_per_page else ""
        self.first = self.get_query_string() if self.after is not None else ""
        self.paginator = PlacePaginator(self.result_list, self.list_per_page)
        self.result_count, self.full_result_count = len(self.result_list), None
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = True
