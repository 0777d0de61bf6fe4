"""ActModelAdmin: a page of a business model whose every change is an act."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import KeyReused, NotVisible, Reason, Refusal, Refused
from apps.tenants.permission import holds_exception, may_on, permitted
from apps.workflow import bulk
from apps.workflow.admin import lists, sent
from apps.workflow.admin.many import set_action
from apps.workflow.admin.paging import CappedPaginator
from apps.workflow.admin.past import PastPages
from apps.workflow.admin.shown import TokenForm
from apps.workflow.availability import changes_of, offers
from apps.workflow.kinds import kind_of
from apps.workflow.ledger import once
from apps.workflow.timeline import timeline


@dataclass(frozen=True)
class ActButton:
    """A transition as a button: the act that it calls, and the fields that the act asks for beside a reason, or what
    makes them from the row. An act that asks for more than a panel holds has a page of its own: `page` is the name of its
    address, and `act` is None."""

    act: Callable[..., Any] | None = None
    parameters: Mapping[str, forms.Field] | Callable[[Any], Mapping[str, forms.Field]] = field(default_factory=dict)
    danger: bool = False
    page: str = ""


class _Unwrapped(admin.ModelAdmin):
    """Django wraps the add and change views in a transaction; acts open their own and must be outermost."""

    def changeform_view(self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None) -> Any:
        return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]


class ActModelAdmin(PastPages, ModelAdmin, _Unwrapped):
    """Scoped, permission-filtered, written by acts.

    A subclass names `create_act` and `update_act` (called with the form's values), `editable_states`, `buttons`
    by transition name, and `set_acts` (names registered with workflow.bulk) for the list; `empty_advice` says in an
    empty list how rows come about. A create_act, or the
    act of a button, that makes a secret returns it behind the row; it is shown once, with `secret_explained`.
    """

    create_act: Callable[..., Any] | None = None
    update_act: Callable[..., Any] | None = None
    create_permission = ""
    update_permission = ""
    secret_explained: Any = ""
    editable_states: tuple[str, ...] | None = None
    buttons: Mapping[str, ActButton] = {}
    set_acts: tuple[str, ...] = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count every row for every choice
    paginator = CappedPaginator
    action_form = TokenForm
    list_per_page = 50
    list_fullwidth = True
    warn_unsaved_form = True
    empty_advice: Any = ""
    change_form_outer_before_template: str | None = "admin/oblik/act_bar.html"
    change_form_before_template = "admin/oblik/version.html"
    change_form_outer_after_template: str | None = "admin/oblik/timeline.html"

    class Media:
        css = {"all": ("oblik/admin.css",)}
        js = ("oblik/admin.js",)

    # --- who sees and may what -------------------------------------------------------------------
    def actor(self, request: HttpRequest) -> Actor:
        """The actor of the request. Raises PermissionDenied for who is no member of a company."""
        actor = getattr(request, "actor", None)
        if actor is None:
            raise PermissionDenied
        return actor

    @admin.display(description=ModelAdmin.action_checkbox.short_description)
    def action_checkbox(self, obj: Any) -> SafeString:
        """The box by which a row is chosen."""
        return lists.box(obj.pk)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        queryset = permitted(self.model._default_manager.all(), self.actor(request), f"view_{self.model._meta.model_name}")
        ordering = self.get_ordering(request)
        return queryset.order_by(*ordering) if ordering else queryset

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By a role, or by an exception on single records: the list then shows those."""
        actor = getattr(request, "actor", None)
        if actor is None:
            return False
        return actor.may(f"{self.model._meta.app_label}.view_{self.model._meta.model_name}") or holds_exception(self.model, actor)

    def has_add_permission(self, request: HttpRequest) -> bool:
        actor = getattr(request, "actor", None)
        return self.create_act is not None and actor is not None and actor.may(f"{self.model._meta.app_label}.{self.create_permission}")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor = getattr(request, "actor", None)
        if self.update_act is None or actor is None:
            return False
        by_role = actor.may(f"{self.model._meta.app_label}.{self.update_permission}")
        if not by_role and (obj is None or not obj.pk or not may_on(obj, actor, self.update_permission)):
            return False
        return obj is None or self.editable_states is None or obj.state in self.editable_states

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # drafts are deleted by an act; nothing else is

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        search = getattr(self, "search", None)
        if search is None or not search_term.strip():
            return super().get_search_results(request, queryset, search_term)
        return search(queryset, search_term), False

    # --- saving is an act ------------------------------------------------------------------------
    def act_values(self, request: HttpRequest, form: ModelForm, formsets: Any) -> dict[str, Any]:
        """The act's keyword arguments from checked forms. Subclasses add what their formsets hold."""
        names = [name for name in form.changed_data if name in form.cleaned_data] if form.instance.pk else list(form.cleaned_data)
        return {self._argument(name): _plain(form.cleaned_data[name]) for name in names}

    def _argument(self, name: str) -> str:
        model_field = self.model._meta.get_field(name)
        return model_field.attname if model_field.is_relation else name

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Nothing is written here: the act is called when the formsets are known too."""

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        values = self.act_values(request, form, formsets)
        if change and (posted := request.POST.get("row_version", "")).isdigit():
            values["expected_version"] = int(posted)
        made = self._save_once(request, values, form.instance.pk if change else None)
        request.oblik_made = made if isinstance(made, tuple) else (made, None)  # type: ignore[attr-defined]
        form.instance.pk = request.oblik_made[0].pk  # type: ignore[attr-defined]

    def _save_once(self, request: HttpRequest, values: Mapping[str, Any], pk: int | None) -> Any:
        """Calls `create_act`, or `update_act` on the row, with its ledger row, by the token of the form: sent twice it takes effect once.
        Sent again with other values, or after the row has gone again, it is refused; a secret is not shown a second time."""
        actor, at, token = self.actor(request), clock.now(), request.POST.get("form_token", "")[:100] or uuid.uuid4().hex
        act: Any = type(self).create_act if pk is None else type(self).update_act
        keys = () if pk is None else (pk,)
        body: dict[str, Any] = {"act": "update" if keys else "create", "model": self.model._meta.label, "row": pk}
        if keys:  # as it was posted: what a form finds changed is another thing once it has taken effect
            body["posted"] = sent.posted(request)
        else:
            body["values"] = {name: str(value) for name, value in values.items()}

        def work() -> tuple[Any, bool]:
            with once(actor=actor, at=at, door="admin", key=token, caller=str(actor.user_id), body=body) as slot:
                if slot.replayed:
                    return self.model._default_manager.filter(pk=slot.object_id).first(), True
                made = act(*keys, actor=actor, at=at, **values)
                row = made[0] if isinstance(made, tuple) else made
                slot.keep({}, object_kind=kind_of(self.model), object_id=row.pk)
                return made, False

        used = Reason("form_used", sent.CHANGE_USED if keys else sent.NEW_USED)
        try:
            made, again = retrying(work)
        except KeyReused:
            raise KeyReused(used) from None
        if made is None:
            raise Refused(used)
        if again:
            messages.info(request, sent.CHANGED_ONCE if keys else sent.MADE_ONCE)
        return made

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Behind an act that made a secret: the page that shows it, this once and nowhere stored."""
        row, secret = request.oblik_made  # type: ignore[attr-defined]
        if not secret:
            return super().response_add(request, row, post_url_continue)
        context = self.admin_site.each_context(request) | {
            "title": str(row), "secret": secret, "explained": self.secret_explained, "opts": self.opts, "media": self.media,
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
        }  # fmt: skip
        answer = render(request, "admin/oblik/secret.html", context)
        answer["Cache-Control"] = "no-store"
        return answer

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """The journal has it. (Django's own asks the formsets what they saved, and they save nothing.)"""
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The journal has it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The journal has it."""

    def changeform_view(self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None) -> Any:
        context = dict(extra_context or {})
        if object_id is not None:
            context |= self._object_context(request, object_id)
        # Kept through refusals: nothing took effect under it.
        context["oblik_form_token"] = request.POST.get("form_token", "")[:100] or uuid.uuid4().hex
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except Refusal as refusal:
            if isinstance(refusal, NotVisible):
                raise Http404 from None
            request.oblik_refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        base = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "oblik_refusal", None)

        class ActForm(base):  # type: ignore[misc, valid-type]
            """The model's form, with the refusal of the act as errors."""

            def _post_clean(self) -> None:
                """The act checks the values; the instance is left alone, since its state is protected."""

            def clean(self) -> Any:
                cleaned = super().clean()
                for reason in refusal.reasons if refusal else ():
                    name = reason.field.split(".")[0]
                    self.add_error(name if name in self.fields else None, str(reason))
                return cleaned

        return ActForm if self.has_change_permission(request, obj) or obj is None else base

    # --- acts as buttons -------------------------------------------------------------------------
    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        found = super().formfield_for_dbfield(db_field, request, **kwargs)
        if found is not None and isinstance(found.widget, forms.Textarea):
            found.widget.attrs["rows"] = 3
        return found

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_do"
        return [
            path("<path:object_id>/do/<slug:act>/", self.admin_site.admin_view(require_POST(self.do_view)), name=name),
            *self.past_urls(),
            *super().get_urls(),
        ]

    def do_view(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        """Runs one act by its button; a double click takes effect once."""
        button = self.buttons.get(act)
        if button is None or button.act is None or not object_id.isdigit():
            raise Http404
        row = self.get_queryset(request).filter(pk=int(object_id)).first()
        if row is None:
            raise Http404
        form = _form_of(button, row)(request.POST)
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, " ".join(map(str, errors)))
            return self._back(row)
        values = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
        values.setdefault("reason", "")  # an act that needs one refuses without, in words
        version = request.POST.get("version", "")
        if version.isdigit() and hasattr(row, "version"):
            values["expected_version"] = int(version)
        try:
            self.run_once(request, row, act, button.act, values)
        except Refusal as refusal:
            for sentence in refusal.sentences:
                messages.error(request, sentence)
        else:
            messages.success(request, _("Done: %(act)s.") % {"act": self._label(act)})
            self.after_act(request, row, act)
            if hasattr(request, "oblik_made"):
                return self.response_add(request, row)
        return self._back(row)

    def run_once(self, request: HttpRequest, row: Any, name: str, act: Callable[..., Any], values: Mapping[str, Any]) -> None:
        """Calls the act on the row with its ledger row, by the token of the page: a double click takes effect once.
        A secret that the act returns behind the row is kept for the answer to this request alone. Contention is retried whole.
        Raises Refusal."""
        actor, at, token = self.actor(request), clock.now(), request.POST.get("token", "")[:100] or uuid.uuid4().hex
        body = {"act": name, "row": row.pk, "model": row._meta.label, "values": {k: str(v) for k, v in values.items()}}

        def work() -> None:
            with once(actor=actor, at=at, door="admin", key=token, caller=str(actor.user_id), body=body) as slot:
                if not slot.replayed:
                    made = act(row.pk, actor=actor, at=at, **values)
                    slot.keep({}, object_kind=kind_of(row), object_id=row.pk)
                    if isinstance(made, tuple):
                        request.oblik_made = made  # type: ignore[attr-defined]

        retrying(work)

    def after_act(self, request: HttpRequest, row: Any, act: str) -> None:
        """Called when an act by a button has taken effect; a subclass may wake a worker here."""

    def _label(self, act: str) -> str:
        return next(str(item.label) for item in changes_of(self.model) if item.name == act)

    def _back(self, row: Any) -> HttpResponse:
        if not self.model._default_manager.filter(pk=row.pk).exists():
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", row.pk)

    def _object_context(self, request: HttpRequest, object_id: Any) -> dict[str, Any]:
        row = self.get_queryset(request).filter(pk=int(object_id)).first() if str(object_id).isdigit() else None
        if row is None:
            return {}
        version = request.POST.get("row_version") or getattr(row, "version", "")
        context: dict[str, Any] = {"oblik_row": row, "oblik_token": uuid.uuid4().hex, "oblik_version": version}
        if self.buttons:
            context["oblik_offers"] = [self._offered(row, *offer) for offer in self.offered(request, row)]
            context["oblik_offers"].sort(key=lambda item: (not item["possible"], item["danger"]))
        context["oblik_advice"] = self.advice(request, row)
        if getattr(row, "subject_kind", ""):
            page = timeline(row, actor=self.actor(request))
            context |= {"oblik_timeline": page.events, "oblik_past": self.past_addresses(row, page)}
        return context

    def advice(self, request: HttpRequest, row: Any) -> str:
        """What the person does next, in a sentence or two above the page; "" where the page says it by itself."""
        return ""

    def offered(self, request: HttpRequest, row: Any) -> list[tuple[str, Any, bool, list[str]]]:
        """The acts that have a button: name, label, whether a reason is needed, and why it is not possible now."""
        refused = [_("Your role does not allow this.")]
        return [
            (offer.transition.name, offer.transition.label, "reason" in offer.transition.needs,
             [str(reason) for reason in offer.reasons] if offer.permitted else refused)
            for offer in offers(row, self.actor(request))
            if offer.transition.name in self.buttons
        ]  # fmt: skip

    def _offered(self, row: Any, name: str, label: Any, needs_reason: bool, reasons: list[str]) -> dict[str, Any]:
        button = self.buttons[name]
        return {
            "name": name, "label": label, "needs_reason": needs_reason, "danger": button.danger,
            "form": _form_of(button, row, needs_reason)(auto_id=f"do_{name}_%s"), "possible": not reasons, "reasons": reasons,
            "page": button.page,
            "url": reverse(f"admin:{button.page or f'{self.opts.app_label}_{self.opts.model_name}_do'}", args=[row.pk, *([] if button.page else [name])]),
        }  # fmt: skip

    # --- acts on sets ----------------------------------------------------------------------------
    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found = {}
        for name in self.set_acts:
            declared = bulk.get(name)
            found[name.replace(".", "_")] = (set_action(name), name.replace(".", "_"), str(declared.label))
        return found


def _form_of(button: ActButton, row: Any, needs_reason: bool = False) -> type[forms.Form]:
    """The form behind a button. The act itself refuses a missing reason; `needs_reason` tells the browser too."""
    reason = forms.CharField(label=_("Reason"), max_length=500, required=needs_reason, widget=forms.TextInput)
    parameters = button.parameters(row) if callable(button.parameters) else button.parameters
    return type("ActButtonForm", (forms.Form,), {**parameters, "reason": reason})


def _plain(value: Any) -> Any:
    """A form's value as acts take it: keys instead of rows."""
    return value.pk if hasattr(value, "_meta") else value
